#include "widgets/plots/plot_map.h"

#include <algorithm>
#include <cmath>

namespace thaw {

AxisMap::AxisMap(AxisScale scale, double low, double high, double first, double last,
                 double threshold)
    : scale_(scale), low_(low), high_(high), first_(first), last_(last), threshold_(threshold) {
    if (scale_ == AxisScale::logarithmic) {
        high_ = high_ > 0 ? high_ : 1;
        low_ = low_ > 0 ? low_ : std::min(1.0, high_ * 1e-3);
    }
    if (!(low_ < high_))
        high_ = low_ + std::max(1e-12, std::abs(low_) * 1e-9);
    position_ = to_axis(scale_, low_, threshold_);
    factor_ = (last_ - first_) / (to_axis(scale_, high_, threshold_) - position_);
}

double AxisMap::pixel(double value) const {
    const double at = first_ + (to_axis(scale_, value, threshold_) - position_) * factor_;
    return at < -1e6 ? -1e6 : at > 1e6 ? 1e6 : at; // keeps NaN
}

double AxisMap::value(double pixel) const {
    return from_axis(scale_, position_ + (pixel - first_) / factor_, threshold_);
}

AxisMap AxisMap::between(double low_position, double high_position) const {
    return {scale_,
            from_axis(scale_, low_position, threshold_),
            from_axis(scale_, high_position, threshold_),
            first_,
            last_,
            threshold_};
}

AxisMap AxisMap::moved(double pixels) const {
    const double by = pixels / factor_, high = position_ + (last_ - first_) / factor_;
    return between(position_ - by, high - by);
}

AxisMap AxisMap::zoomed(double factor, double about_pixel) const {
    const double about = position_ + (about_pixel - first_) / factor_;
    const double high = position_ + (last_ - first_) / factor_;
    return between(about + (position_ - about) / factor, about + (high - about) / factor);
}

std::optional<FittedRange> fitted_range(AxisScale scale, const Extent& values) {
    if (!values.finite())
        return {};
    double low = values.low, high = values.high;
    const double largest = std::max(std::abs(low), std::abs(high));
    FittedRange range;
    range.threshold = largest > 0 ? std::pow(10.0, std::floor(std::log10(largest)) - 3) : 1;
    if (scale == AxisScale::logarithmic && !(low > 0))
        low = high > 0 ? high * 1e-4 : 1;
    if (high - low <= 1e-9 * largest) { // one value, but for rounding
        const double half = high != 0 ? std::abs(high) * 0.05 : 0.5;
        low -= half;
        high += half;
    }
    const AxisMap fitted(scale, low, high, 0, 100, range.threshold);
    range.low = fitted.value(-6);
    range.high = fitted.value(106);
    return range;
}

} // namespace thaw
