// ID against OOD: which runs nothing beats, and how far seeds scatter.
#pragma once

#include "core/compare/outcome_geometry.h"
#include "widgets/compare/scatter_plot.h"

#include <map>

class QCheckBox;

namespace thaw {

class OutcomePanel : public QWidget {
    Q_OBJECT
  public:
    explicit OutcomePanel(ComparedSet* set, QWidget* parent = nullptr);

    ScatterPlot* plot() const { return plot_; }
    const std::vector<std::size_t>& front() const { return front_; } // runs
    QString told() const;

  private:
    void look_again();
    void make_outlines();
    void add_overlay(PlotFrame& frame) const;

    ComparedSet* set_;
    ScatterPlot* plot_;
    QCheckBox *pareto_, *ellipses_;
    QLabel* text_;
    std::vector<std::size_t> front_;
    std::map<std::size_t, std::vector<OutcomePoint>> outlines_; // of the ellipses, by group
};

} // namespace thaw
