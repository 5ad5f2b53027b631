// A closer look at the middle of an image.
#pragma once

#include <opencv2/core.hpp>

namespace thaw {

// The middle of an image, enlarged to the size of the whole: CIFAR-10-C's clipped zoom with SciPy's
// linear interpolation, for which corner pixels stay corners. For images as in unit_image.h.
// REQUIRES: factor >= 1.
cv::Mat zoomed(const cv::Mat& unit, double factor);

} // namespace thaw
