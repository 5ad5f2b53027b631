// When unfreezing stopped against what it was good for, with the stops that cost next to nothing in
// distribution shaded.
#pragma once

#include "core/compare/id_loss_window.h"
#include "widgets/compare/scatter_plot.h"

class QComboBox;

namespace thaw {

class NumberBox;
class ProblemLabel;

class StopPanel : public QWidget {
    Q_OBJECT
  public:
    explicit StopPanel(ComparedSet* set, QWidget* parent = nullptr);

    ScatterPlot* plot() const { return plot_; }
    const IdLossWindow& window() const { return window_; }
    QString told() const;

  private:
    void look_again();
    void add_overlay(PlotFrame& frame) const;

    ComparedSet* set_;
    ScatterPlot* plot_;
    NumberBox* tolerance_;
    ProblemLabel* problem_; // of the tolerance
    QComboBox* scale_;
    QLabel* text_;
    double tolerated_ = 0.5; // points
    IdLossWindow window_;
    std::vector<StopOutcome> means_;
    double without_stop_ = 0; // mean OOD of runs without a stop; NaN: none
};

} // namespace thaw
