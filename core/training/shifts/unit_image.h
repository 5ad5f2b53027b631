// Images as reals between 0 (black) and 1 (white): the form in which the corruptions of MNIST-C and
// CIFAR-10-C are defined. CV_64F with the image's channels, without gaps in memory.
#pragma once

#include <opencv2/core.hpp>
#include <span>

namespace thaw {

// Exact where it is multiplied by 255 again: grey level / 255, rounded once.
cv::Mat to_unit(const cv::Mat& image);

// Clipped to [0, 1], times 255, rounded; halves go up, so that no two grey levels are merged.
cv::Mat to_pixels(const cv::Mat& unit);

// The same with the fraction cut off, as the published CIFAR-10-C was made.
cv::Mat cut_to_pixels(const cv::Mat& unit);

// All numbers of an image, row by row, the channels of a pixel side by side. REQUIRES: the image is
// of the numbers' type and has no gaps in memory (a new image, or a clone).
template <class Number>
std::span<Number> numbers(cv::Mat& image) {
    CV_Assert(image.isContinuous() && image.depth() == cv::DataDepth<Number>::value);
    return {image.ptr<Number>(), image.total() * static_cast<std::size_t>(image.channels())};
}

// Gaussian filter, `sigma` in pixels, cut off at 4 sigma, the edge pixels repeated outwards: the
// defaults of scikit-image's `gaussian`, which the published images were made with.
cv::Mat gaussian(const cv::Mat& unit, double sigma);

// The luminance (ITU-R BT.601) of a colour image, a grey one itself.
cv::Mat1d grey_of(const cv::Mat& unit);
// The same map in each of `channels` channels.
cv::Mat in_channels(const cv::Mat1d& map, int channels);
// The greatest number of all channels.
double brightest(const cv::Mat& unit);

// Pixels of this image for each pixel of MNIST-C, whose images are 28 x 28, or of CIFAR-10-C, 32 x
// 32: lengths in recipes are multiplied by it.
double pixels_per_mnist_pixel(cv::Size size);
double pixels_per_cifar_pixel(cv::Size size);

} // namespace thaw
