// Grey images as reals between 0 (black) and 1 (white): the form in which the corruptions of
// MNIST-C are defined.
#pragma once

#include <opencv2/core.hpp>

namespace thaw {

cv::Mat1d to_unit(const cv::Mat1b& image);

// Clipped to [0, 1], times 255, rounded; halves go up, so that no two grey levels are merged.
cv::Mat1b to_pixels(const cv::Mat1d& unit);

// Gaussian filter, `sigma` in pixels, cut off at 4 sigma, the edge pixels repeated outwards: the
// defaults of scikit-image's `gaussian`, which the published images were made with.
cv::Mat1d gaussian(const cv::Mat1d& unit, double sigma);

// Pixels of this image for each pixel of MNIST-C, whose images are 28 x 28: lengths in recipes
// are multiplied by it.
double pixels_per_mnist_pixel(cv::Size size);

} // namespace thaw
