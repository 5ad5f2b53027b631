// From the values of a plot to pixels of its view and back.
#pragma once

#include "core/run/summary_pyramid.h"
#include "widgets/axis_scale.h"

#include <QRectF>
#include <optional>

namespace thaw {

// One direction: low() is at pixel `first`, high() at pixel `last` (which may be the lesser one).
class AxisMap {
  public:
    AxisMap() = default;
    // A range that the scale cannot show (log of what is not positive) is moved to one that it can.
    AxisMap(AxisScale scale, double low, double high, double first, double last,
            double threshold = 1);

    // NaN for what the scale cannot show. Far outside, pixels are held within +-1e6, where a
    // painter still counts right.
    double pixel(double value) const;
    double value(double pixel) const;
    AxisScale scale() const { return scale_; }
    double low() const { return low_; }
    double high() const { return high_; }
    double threshold() const { return threshold_; }
    // The range after the one shown was moved by `pixels`, or zoomed by `factor` about a pixel.
    AxisMap moved(double pixels) const;
    AxisMap zoomed(double factor, double about_pixel) const;

  private:
    AxisMap between(double low_position, double high_position) const;

    AxisScale scale_ = AxisScale::linear;
    double low_ = 0, high_ = 1, first_ = 0, last_ = 1, threshold_ = 1;
    double position_ = 0, factor_ = 1; // pixel = first + (to_axis(value) - position) * factor
};

// The range of a scale that shows these values with a margin of the same pixels at both ends, and
// the scale's threshold for them. Nothing where no value is finite.
struct FittedRange {
    double low = 0, high = 1, threshold = 1;
};
std::optional<FittedRange> fitted_range(AxisScale scale, const Extent& values);

struct PlotMap {
    QRectF area; // of the curves, in the view's pixels
    AxisMap x, y;
};

} // namespace thaw
