#include "core/training/shifts/unit_image.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace thaw {
namespace {

cv::Mat as_bytes(const cv::Mat& unit, double addend) {
    CV_Assert(unit.isContinuous());
    cv::Mat image(unit.size(), CV_8UC(unit.channels()));
    const auto* from = unit.ptr<double>();
    for (unsigned char& pixel : numbers<unsigned char>(image))
        pixel =
            static_cast<unsigned char>(std::floor(255 * std::clamp(*from++, 0.0, 1.0) + addend));
    return image;
}

double shorter_side(cv::Size size) {
    return std::min(size.width, size.height);
}

} // namespace

cv::Mat to_unit(const cv::Mat& image) {
    cv::Mat unit;
    image.convertTo(unit, CV_64F);
    for (double& value : numbers<double>(unit)) // OpenCV's own division multiplies by 1 / 255
        value /= 255;
    return unit;
}

cv::Mat to_pixels(const cv::Mat& unit) {
    // Sums such as 100 / 255 + 0.5 miss their half by a rounding error: the addend is larger.
    return as_bytes(unit, 0.5 + 1e-9);
}

cv::Mat cut_to_pixels(const cv::Mat& unit) {
    return as_bytes(unit, 0);
}

cv::Mat gaussian(const cv::Mat& unit, double sigma) {
    const int side = 2 * static_cast<int>(std::floor(4 * sigma + 0.5)) + 1;
    cv::Mat blurred;
    cv::GaussianBlur(unit, blurred, {side, side}, sigma, sigma, cv::BORDER_REPLICATE);
    return blurred;
}

cv::Mat1d grey_of(const cv::Mat& unit) {
    if (unit.channels() == 1)
        return unit;
    cv::Mat1d grey;
    cv::transform(unit, grey, cv::Matx13d(0.299, 0.587, 0.114));
    return grey;
}

cv::Mat in_channels(const cv::Mat1d& map, int channels) {
    if (channels == 1)
        return map;
    cv::Mat all;
    cv::merge(std::vector<cv::Mat>(static_cast<std::size_t>(channels), map), all);
    return all;
}

double brightest(const cv::Mat& unit) {
    double highest = 0;
    cv::minMaxLoc(unit.reshape(1), nullptr, &highest);
    return highest;
}

double pixels_per_mnist_pixel(cv::Size size) {
    return shorter_side(size) / 28;
}

double pixels_per_cifar_pixel(cv::Size size) {
    return shorter_side(size) / 32;
}

} // namespace thaw
