#include "core/training/shifts/hsv.h"

#include <algorithm>
#include <cmath>

namespace thaw {

// The order of the operations is the original's, so that the last bits are as well: the published
// files cut fractions off, and a sum such as 100 / 255 + 0.2 is near a whole grey level.

cv::Vec3d hsv_of(const cv::Vec3d& rgb) {
    const double value = std::max({rgb[0], rgb[1], rgb[2]});
    const double range = value - std::min({rgb[0], rgb[1], rgb[2]});
    if (range == 0)
        return {0, 0, value};
    double sixths = 0;
    if (rgb[2] == value)
        sixths = 4 + (rgb[0] - rgb[1]) / range;
    else if (rgb[1] == value)
        sixths = 2 + (rgb[2] - rgb[0]) / range;
    else
        sixths = (rgb[1] - rgb[2]) / range;
    const double hue = sixths / 6;
    return {hue - std::floor(hue), range / value, value};
}

cv::Vec3d rgb_of(const cv::Vec3d& hsv) {
    const double value = hsv[2];
    const double sixth = std::floor(hsv[0] * 6);
    const double fraction = hsv[0] * 6 - sixth;
    const double low = value * (1 - hsv[1]);
    const double falling = value * (1 - fraction * hsv[1]);
    const double rising = value * (1 - (1 - fraction) * hsv[1]);
    switch (static_cast<int>(sixth) % 6) {
    case 0:
        return {value, rising, low};
    case 1:
        return {falling, value, low};
    case 2:
        return {low, value, rising};
    case 3:
        return {low, falling, value};
    case 4:
        return {rising, low, value};
    default:
        return {value, low, falling};
    }
}

} // namespace thaw
