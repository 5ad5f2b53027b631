// The data of a config before a run is made of them: every split with samples, and the classes. The
// looking itself is asked for by a signal, and done elsewhere.
#pragma once

#include "core/run/data_preview.h"

#include <QWidget>
#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace thaw {

class ClassTable;
class ProblemLabel;
class SplitEntry;

class DataPreviewPanel : public QWidget {
    Q_OBJECT
  public:
    explicit DataPreviewPanel(QWidget* parent = nullptr);

    void show_busy(); // what is shown stays, greyed out
    void show_data(const DataPreview& preview);
    void show_problem(const QString& sentence); // instead of data
    // The form has problems: there is nothing that could be looked at.
    void show_unknown();

    const std::vector<SplitEntry*>& entries() const { return entries_; }
    ClassTable* classes() const { return classes_; }
    QString problem() const; // empty: nothing is wrong with the data as a whole

  Q_SIGNALS:
    void wanted();            // it has come into sight
    void look_again_wanted(); // the files may have changed

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void build();
    void fill(const DataPreview& preview);

    QLabel* summary_;
    QPushButton* again_;
    QProgressBar* progress_;
    ProblemLabel* problem_;
    QWidget* result_;
    QVBoxLayout *own_, *shifted_; // splits with examples of their own; those made of others
    QLabel *classes_title_, *shifted_title_;
    ClassTable* classes_;
    ProblemLabel* missing_;
    std::vector<SplitEntry*> entries_;
};

} // namespace thaw
