#include "core/training/shifts/unit_image.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace thaw {

cv::Mat1d to_unit(const cv::Mat1b& image) {
    cv::Mat1d unit;
    image.convertTo(unit, CV_64F);
    unit /= 255.0;
    return unit;
}

cv::Mat1b to_pixels(const cv::Mat1d& unit) {
    // Sums such as 100 / 255 + 0.5 miss their half by a rounding error: the addend is larger.
    constexpr double half = 0.5 + 1e-9;
    cv::Mat1b image(unit.size());
    std::transform(unit.begin(), unit.end(), image.begin(), [](double value) {
        return static_cast<unsigned char>(std::floor(255 * std::clamp(value, 0.0, 1.0) + half));
    });
    return image;
}

cv::Mat1d gaussian(const cv::Mat1d& unit, double sigma) {
    const int side = 2 * static_cast<int>(std::floor(4 * sigma + 0.5)) + 1;
    cv::Mat1d blurred;
    cv::GaussianBlur(unit, blurred, {side, side}, sigma, sigma, cv::BORDER_REPLICATE);
    return blurred;
}

double pixels_per_mnist_pixel(cv::Size size) {
    return std::min(size.width, size.height) / 28.0;
}

} // namespace thaw
