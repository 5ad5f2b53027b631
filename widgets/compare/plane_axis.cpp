#include "widgets/compare/plane_axis.h"

#include <cmath>

namespace thaw {

AxisMap PlaneAxis::map(double first, double last) const {
    return {scale_, range_.low, range_.high, first, last, range_.threshold};
}

void PlaneAxis::look_again() {
    if (const auto fitted = fitted_range(scale_, values_)) {
        range_.threshold = fitted->threshold;
        if (fitted_)
            range_ = *fitted;
    }
    Q_EMIT changed();
}

void PlaneAxis::set_values(const Extent& values) {
    values_ = values;
    look_again();
}

void PlaneAxis::set_scale(AxisScale scale) {
    if (scale == scale_)
        return;
    scale_ = scale;
    fit();
}

void PlaneAxis::show(double low, double high) {
    const double size = std::max(std::abs(low), std::abs(high));
    if (!std::isfinite(low) || !std::isfinite(high) || !(high - low > 1e-12 * size))
        return;
    fitted_ = false;
    range_.low = low;
    range_.high = high;
    Q_EMIT changed();
}

void PlaneAxis::fit() {
    fitted_ = true;
    look_again();
}

void PlaneAxis::set_cursor(std::optional<double> value) {
    if (value == cursor_)
        return;
    cursor_ = value;
    Q_EMIT cursor_moved();
}

} // namespace thaw
