// A hand on the range of stops over a plot: pulls it open, moves its ends or the whole of it.
#pragma once

#include "widgets/plots/plot_map.h"
#include "widgets/plots/stop_range.h"
#include "widgets/step_axis.h"

#include <QPointF>

namespace thaw {

class RangeDrag {
  public:
    enum class Part { none, from, to, whole, fresh }; // fresh: a new range
    // `axis` outlives this; so does `range`, where there is one.
    explicit RangeDrag(const StepAxis* axis) : axis_(axis) {}
    void set_range(StopRange* range) { range_ = range; }

    bool possible() const { return range_ != nullptr; }
    // What of the shown range is under the mouse: its handles, or the bar along its upper edge.
    Part part_at(const PlotMap& map, const QPointF& at) const;
    // A drag from an edge along the steps rather than into the plot.
    static bool is_along(const QPointF& from, const QPointF& to);

    void begin(Part part, const PlotMap& map, const QPointF& at); // REQUIRES: possible()
    void move(const PlotMap& map, const QPointF& at);
    void give_up(); // the range is as it was before begin()

  private:
    std::int64_t step_at(const PlotMap& map, const QPointF& at) const;

    const StepAxis* axis_;
    StopRange* range_ = nullptr;
    Part part_ = Part::none;
    std::int64_t begun_at_ = 0, from_ = 0, to_ = 0;
    bool was_shown_ = false;
};

inline constexpr double range_bar = 14; // pixels: the height of the bar along the upper edge

} // namespace thaw
