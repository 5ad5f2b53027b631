#include "widgets/plots/plot_frame.h"

#include <algorithm>

namespace thaw {

namespace {
std::vector<Tick> ticks_of(const AxisMap& axis, int wanted) {
    return ticks(axis.scale(), axis.low(), axis.high(), wanted, axis.threshold());
}
} // namespace

PlotFrame empty_frame(const PlotMap& map, double label_height) {
    PlotFrame frame;
    frame.map = map;
    frame.x_ticks =
        ticks_of(map.x, std::max(2, static_cast<int>(map.area.width() / (label_height * 6))));
    frame.y_ticks =
        ticks_of(map.y, std::max(3, static_cast<int>(map.area.height() / (label_height * 2.2))));
    return frame;
}

} // namespace thaw
