// What a plot shows at the moment: its spec, the range of its y axis, what is worked out from its
// series; and from these one picture after the other.
#pragma once

#include "widgets/appearance.h"
#include "widgets/ghost.h"
#include "widgets/plots/derived_curve.h"
#include "widgets/plots/plot_frame.h"
#include "widgets/plots/plot_rules.h"
#include "widgets/plots/plot_spec.h"
#include "widgets/shown_run.h"
#include "widgets/step_axis.h"

#include <QPalette>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

class PlotModel {
  public:
    // Both outlive this.
    PlotModel(const ShownRun* run, const StepAxis* axis, PlotSpec spec);

    PlotSpec spec;           // series may be shown, hidden and recoloured
    bool bands = true;       // standard errors
    int selected = -1;       // index into lines(); -1: none
    std::size_t current = 0; // the series that a new rule watches, if it is visible

    void set_smoothing(std::int64_t window); // steps; 0: off
    std::int64_t smoothing() const { return smoothing_; }
    // The run's parent: behind its curves, or taken away from them. Outlives this.
    void set_ghost(const Ghost* ghost) { ghost_ = ghost; }
    const ShownRun* subtracted() const; // null: the curves are as read
    // The y range is fitted to what is visible until it is set.
    void set_y(double low, double high);
    void set_y_auto() { y_auto_ = true; }
    bool y_auto() const { return y_auto_; }
    // The run became another one.
    void forget();

    struct Counts {
        std::size_t rows = 0, drawn = 0; // readings in view, and points that stand for them
        bool off_scale = false;
    };
    // `area` in pixels; `label_height` of the font, for the number of ticks.
    PlotFrame frame(const QRectF& area, double label_height, const QPalette& palette);
    const Counts& counts() const { return counts_; }              // of the last frame
    const std::vector<RuleLine>& lines() const { return lines_; } // of the last frame

    CurveStyle style(const PlottedSeries& series, const QPalette& palette) const;
    // The reading at the cursor, without a cursor the newest: "0.8685 ± 0.0034". Where there is
    // none at the cursor, the last one before it and its step; empty before the first.
    QString value_text(const PlottedSeries& series) const;
    AxisScale y_scale() const { return subtracted() ? AxisScale::linear : spec.y_scale; }
    // What is told about the place under the mouse, line by line; empty: nothing.
    QString text_at(const PlotFrame& frame, const QPointF& at) const;
    const PlottedSeries* watched() const; // `current`, else the first that is visible; null: none
    // The visible rows of the shown series: full precision, C locale, one table a metric.
    QString csv() const;

  private:
    struct Place {
        std::size_t metric = 0, series = 0;
    };
    std::optional<Place> place(const std::string& series) const;
    void fit_y(const std::map<std::size_t, ColumnRows>& rows, const PlotMap& map);
    SummedColumn shown_values(const PlottedSeries& series, const Place& at);
    QString difference_text(const PlottedSeries& series, std::size_t row) const;
    void add_ghost(PlotFrame& frame, const QPalette& palette) const;
    void add_ghost_extent(Extent& all, const PlotMap& map) const;
    SummedColumn smoothed(const std::string& name, const Place& at);
    void add_curves(PlotFrame& frame, std::map<std::size_t, ColumnRows>& rows,
                    const QPalette& palette);
    void add_stabilisation(PlotFrame& frame, std::map<std::size_t, ColumnRows>& rows);
    void add_marks(PlotFrame& frame, const QPalette& palette) const;
    void add_rules(PlotFrame& frame);

    const ShownRun* run_;
    const StepAxis* axis_;
    const Ghost* ghost_ = nullptr;
    std::int64_t smoothing_ = 0;
    bool y_auto_ = true;
    double y_low_ = 0, y_high_ = 1, y_threshold_ = 1;
    std::map<std::string, SmoothedCurve> smoothed_;
    std::map<std::string, StabilisationBand> stabilisation_;
    std::map<std::string, DifferenceCurve> differences_;
    std::vector<RuleLine> lines_;
    Counts counts_;
};

} // namespace thaw
