// What a file of weights would do to the network: names that match, are missing, are too many, or
// belong to a head that begins anew. The looking itself is done elsewhere.
#pragma once

#include "core/run/weights_report.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QTreeWidget;

namespace thaw {

class ProblemLabel;

class WeightsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit WeightsPanel(QWidget* parent = nullptr);

    void show_nothing(); // no file is named: takes no room
    void show_busy();
    void show_report(const WeightsReport& report);
    void show_problem(const QString& sentence); // the file is refused, or its network is

    QTreeWidget* table() const { return table_; } // a row for each fate, its names below it
    QString problem() const;

  Q_SIGNALS:
    void wanted(); // it has come into sight

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void enter(const QString& note, bool busy, bool report);
    void add(const QString& fate, const QString& tip, const std::vector<std::string>& names,
             bool unfolded);

    QLabel* note_;
    QProgressBar* progress_;
    ProblemLabel* problem_;
    QTreeWidget* table_;
};

} // namespace thaw
