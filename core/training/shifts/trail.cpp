#include "core/training/shifts/trail.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace thaw {
namespace {

// Weights at 0, 1, 2, ... pixels, sum 1.
std::vector<double> trail_weights(int length, double sigma) {
    std::vector<double> weights;
    double sum = 0;
    for (int i = 0; i < length; ++i) {
        weights.push_back(std::exp(-i * i / (2 * sigma * sigma)));
        sum += weights.back();
    }
    for (double& weight : weights)
        weight /= sum;
    return weights;
}

} // namespace

cv::Mat blur_along(const cv::Mat& unit, double radius, double sigma, double degrees) {
    const int length = 2 * static_cast<int>(std::ceil(radius)) + 1;
    const auto weights = trail_weights(length, sigma);
    const double radians = degrees * std::numbers::pi / 180;
    cv::Mat padded;
    cv::copyMakeBorder(unit, padded, length, length, length, length, cv::BORDER_REPLICATE);
    cv::Mat blurred(unit.size(), unit.type(), cv::Scalar::all(0));
    for (int i = 0; i < length; ++i) {
        const auto right = static_cast<int>(std::ceil(i * std::cos(radians) - 0.5));
        const auto down = static_cast<int>(std::ceil(i * std::sin(radians) - 0.5));
        const cv::Rect window({length + right, length + down}, unit.size());
        cv::scaleAdd(padded(window), weights[static_cast<std::size_t>(i)], blurred, blurred);
    }
    return blurred;
}

} // namespace thaw
