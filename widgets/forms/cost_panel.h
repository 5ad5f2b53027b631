// What a run will cost, before it is started: its blocks, its length and what each diagnostic adds.
// The measuring itself is asked for by a signal.
#pragma once

#include "core/run/run_cost.h"

#include <QWidget>
#include <optional>

class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace thaw {

class CostBar;
class ProblemLabel;

class CostPanel : public QWidget {
    Q_OBJECT
  public:
    // nothing: not measured yet. stale: the form changed since. failed: with a sentence.
    enum class State { nothing, busy, result, stale, failed };

    explicit CostPanel(QWidget* parent = nullptr);

    State state() const { return state_; }
    const std::optional<RunCost>& cost() const { return cost_; } // the last one measured

    void show_busy();
    void show_cost(const RunCost& cost);
    void show_error(const QString& sentence);
    void form_changed();                    // what is shown is no longer what would run
    void set_can_measure(bool can_measure); // a form with problems cannot be measured

  Q_SIGNALS:
    void measure_asked();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void enter(State state);
    void fill();
    void fill_blocks();
    void fill_legend();

    State state_ = State::nothing;
    bool can_measure_ = true;
    std::optional<RunCost> cost_;

    QPushButton* measure_;
    QLabel* note_;
    QProgressBar* progress_;
    ProblemLabel* problem_;
    QWidget* result_;
    QLabel *time_, *length_, *diagnostics_;
    CostBar* bar_;
    QGridLayout* legend_;
    QLabel* parameters_;
    QTableWidget* blocks_;
};

} // namespace thaw
