#include "widgets/plots/range_drag.h"

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {
constexpr double near = 6;        // pixels within which a handle is grabbed
constexpr double along_least = 8; // after which the way of a drag is known
} // namespace

std::int64_t RangeDrag::step_at(const PlotMap& map, const QPointF& at) const {
    return axis_->step_at(map.x.value(at.x()));
}

RangeDrag::Part RangeDrag::part_at(const PlotMap& map, const QPointF& at) const {
    if (range_ == nullptr || !range_->shown() || !map.area.contains(at))
        return Part::none;
    const double left = map.x.pixel(axis_->x_of_step(range_->from()));
    const double right = map.x.pixel(axis_->x_of_step(range_->to()));
    // Where both ends are under the mouse, the one that there is room to move outwards.
    if (std::abs(at.x() - right) <= near && at.x() >= (left + right) / 2)
        return Part::to;
    if (std::abs(at.x() - left) <= near)
        return Part::from;
    if (at.x() > left && at.x() < right && at.y() < map.area.top() + range_bar)
        return Part::whole;
    return Part::none;
}

bool RangeDrag::is_along(const QPointF& from, const QPointF& to) {
    const double across = std::abs(to.x() - from.x());
    return across >= along_least && across > 2 * std::abs(to.y() - from.y());
}

void RangeDrag::begin(Part part, const PlotMap& map, const QPointF& at) {
    part_ = part;
    begun_at_ = step_at(map, at);
    from_ = range_->from();
    to_ = range_->to();
    was_shown_ = range_->shown();
}

void RangeDrag::move(const PlotMap& map, const QPointF& at) {
    const std::int64_t now = step_at(map, at);
    switch (part_) {
    case Part::fresh:
        return range_->set(begun_at_, now);
    case Part::from:
        return range_->set(std::min(now, to_), to_);
    case Part::to:
        return range_->set(from_, std::max(now, from_));
    case Part::whole: {
        const std::int64_t by =
            std::clamp(now - begun_at_, 1 - from_, range_->last() - to_); // keeps its width
        return range_->set(from_ + by, to_ + by);
    }
    case Part::none:
        return;
    }
}

void RangeDrag::give_up() {
    if (part_ == Part::none)
        return;
    range_->set(from_, to_);
    range_->set_shown(was_shown_);
    part_ = Part::none;
}

} // namespace thaw
