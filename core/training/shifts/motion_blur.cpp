// A camera that moved during the exposure.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <vector>

namespace thaw {
namespace {

struct Motion {
    double radius, sigma; // in pixels of MNIST-C
};
constexpr std::array<Motion, 5> motions = {{{10, 3}, {15, 5}, {15, 8}, {15, 12}, {20, 15}}};

// A one-sided Gaussian, for the trail lies on one side: weights at 0, 1, 2, ... pixels, sum 1.
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

// Positions along the trail are rounded to whole pixels; edge pixels are repeated outwards.
cv::Mat1b blur_along(const cv::Mat1b& image, const std::vector<double>& weights, double radians) {
    const int border = static_cast<int>(weights.size());
    cv::Mat1d padded;
    cv::copyMakeBorder(to_unit(image), padded, border, border, border, border,
                       cv::BORDER_REPLICATE);
    cv::Mat1d blurred(image.size(), 0.0);
    for (int i = 0; i < border; ++i) {
        const auto right = static_cast<int>(std::ceil(i * std::cos(radians) - 0.5));
        const auto down = static_cast<int>(std::ceil(i * std::sin(radians) - 0.5));
        const cv::Rect window({border + right, border + down}, image.size());
        cv::scaleAdd(padded(window), weights[static_cast<std::size_t>(i)], blurred, blurred);
    }
    return to_pixels(blurred);
}

ShiftImage make(const Table& settings) {
    return [motion = at_severity(motions, settings)](const cv::Mat1b& image, Random& random) {
        const double scale = pixels_per_mnist_pixel(image.size());
        const int length = 2 * static_cast<int>(std::ceil(motion.radius * scale)) + 1;
        const double radians = random.uniform(-45, 45) * std::numbers::pi / 180;
        return blur_along(image, trail_weights(length, motion.sigma * scale), radians);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_motion_blur() {
    return {{.id = "motion_blur",
             .label = translatable("Motion blur"),
             .help = translatable("A trail in a random direction between -45 and 45 degrees: a "
                                  "one-sided Gaussian of 2 r + 1 pixels, r = 10, 15, 15, 15, 20 "
                                  "and sigma 3, 5, 8, 12, 15 px for severities 1 to 5; lengths "
                                  "grow with the side over 28. Follows ImageMagick's motion "
                                  "blur, which the original calls. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337, after "
                                  "Hendrycks & Dietterich 2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(1)}},
            make};
}

} // namespace thaw
