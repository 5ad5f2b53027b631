// The page of a comparison: what runs share and differ in, at a glance and in numbers.
#pragma once

#include "widgets/compare/compared_set.h"

#include <QWidget>

class QComboBox;
class QSplitter;
class QTabWidget;

namespace thaw {

class ChoiceBar;
class CorrelationPanel;
class CurvesPanel;
class DiffPanel;
class OutcomePanel;
class ReplayPanel;
class ResultsPanel;
class RunsPanel;
class StopPanel;

class ComparePage : public QWidget {
    Q_OBJECT
  public:
    // REQUIRES: at least one run.
    explicit ComparePage(ComparedRuns runs, QWidget* parent = nullptr);

    ComparedSet* set() const { return set_; }
    QString headline() const; // for a tab
    CurvesPanel* curves() const { return curves_; }
    OutcomePanel* outcomes() const { return outcomes_; }
    StopPanel* stops() const { return stops_; }
    CorrelationPanel* correlation() const { return correlation_; }
    ResultsPanel* results() const { return results_; }
    RunsPanel* run_table() const { return run_table_; }
    DiffPanel* differences() const { return differences_; }
    ReplayPanel* replay() const { return replay_; }
    QTabWidget* tabs() const { return tabs_; }
    // A box of the page's own bar: "group", "color", "id", "ood", "judge", "baseline".
    void choose(const QString& box, const QVariant& value);

  Q_SIGNALS:
    void open_asked(const QString& file); // a run's own page

  private:
    void make_bar();
    void fill_groups();

    ComparedSet* set_;
    ChoiceBar* bar_;
    QComboBox *group_ = nullptr, *color_ = nullptr, *id_ = nullptr, *ood_ = nullptr,
              *judge_ = nullptr, *baseline_ = nullptr;
    CurvesPanel* curves_;
    QTabWidget* tabs_;
    OutcomePanel* outcomes_;
    StopPanel* stops_;
    CorrelationPanel* correlation_;
    ResultsPanel* results_;
    RunsPanel* run_table_;
    DiffPanel* differences_;
    ReplayPanel* replay_;
};

} // namespace thaw
