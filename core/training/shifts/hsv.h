// Hue, saturation and value, as scikit-image converts them.
#pragma once

#include <opencv2/core.hpp>

namespace thaw {

// All in [0, 1]; hue 0 is red, 1/3 green, and 0 where there is no saturation.
cv::Vec3d hsv_of(const cv::Vec3d& rgb);
cv::Vec3d rgb_of(const cv::Vec3d& hsv);

} // namespace thaw
