// ImageMagick's motion blur, which MNIST-C and CIFAR-10-C were made with.
#pragma once

#include <opencv2/core.hpp>

namespace thaw {

// A camera that moved during the exposure: a one-sided Gaussian of 2 ceil(radius) + 1 pixels, for
// the trail lies on one side. Positions along it are rounded to whole pixels; edge pixels are
// repeated outwards. `radius` and `sigma` in pixels; the image is blurred with what lies in the
// direction of `degrees`, clockwise from the right. For images as in unit_image.h.
cv::Mat blur_along(const cv::Mat& unit, double radius, double sigma, double degrees);

} // namespace thaw
