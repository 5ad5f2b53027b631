// The results of a comparison in numbers: groups with mean and deviation, to be copied into a
// paper, and every run by itself.
#pragma once

#include "core/compare/results_table.h"
#include "widgets/compare/compared_set.h"

#include <QWidget>

namespace thaw {

class TextTable;

class ResultsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ResultsPanel(ComparedSet* set, QWidget* parent = nullptr);

    const ResultsTable& results() const { return results_; }
    TextTable* table() const { return table_; }
    void copy(const std::string& format) const; // to the clipboard

  private:
    void look_again();

    ComparedSet* set_;
    ResultsTable results_;
    TextTable* table_;
};

// A row a run: seed, stop, ID and OOD, whether anything beats it. What the plots' points are made
// of; rows chosen here are chosen everywhere.
class RunsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit RunsPanel(ComparedSet* set, QWidget* parent = nullptr);
    TextTable* table() const { return table_; }

  Q_SIGNALS:
    void open_asked(const QString& file); // a run's own page

  private:
    void look_again();
    void show_choice();

    ComparedSet* set_;
    TextTable* table_;
};

} // namespace thaw
