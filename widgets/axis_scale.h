// Linear, logarithmic and symmetric-logarithmic axes, and the ticks that a reader expects on them.
#pragma once

#include <QString>
#include <vector>

namespace thaw {

enum class AxisScale { linear, logarithmic, symmetric_log };
QString scale_label(AxisScale scale); // translated

// From a value to a position that grows evenly along the axis, and back. Logarithmic: base 10,
// NaN for values <= 0. Symmetric: linear within +-threshold, logarithmic beyond, continuous with
// its slope (x / t below, sign * (1 + ln(|x| / t)) above).
double to_axis(AxisScale scale, double value, double threshold = 1);
double from_axis(AxisScale scale, double position, double threshold = 1);

struct Tick {
    double value = 0;
    QString label; // empty: a minor tick
};
// At most about `wanted` labelled ticks in [low, high], at 1, 2 or 5 times powers of ten; on
// logarithmic axes decades with minor ticks, and 2 and 5 where decades alone are too few.
std::vector<Tick> ticks(AxisScale scale, double low, double high, int wanted, double threshold = 1);

} // namespace thaw
