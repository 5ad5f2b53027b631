// Pillow's resizing with the box filter, bit for bit.
#pragma once

#include <opencv2/core.hpp>

namespace thaw {

// Each pixel is the mean of those whose centres it covers, the nearest one where it covers none.
// CV_8U, any number of channels; columns first, then rows, each rounded to whole grey levels.
cv::Mat box_resized(const cv::Mat& image, cv::Size size);

} // namespace thaw
