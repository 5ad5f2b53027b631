// A lens out of focus, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace thaw {
namespace {

struct Lens {
    double radius, softness; // of the disc and of its edge, in pixels of CIFAR-10-C
};
constexpr std::array<Lens, 5> lenses = {{{0.3, 0.4}, {0.4, 0.5}, {0.5, 0.6}, {1, 0.2}, {1.5, 0.1}}};

// What a point becomes: the pixels whose centres lie in the disc, smoothed. The original's
// smoothing reaches one pixel far at 32 x 32.
cv::Mat1d disc(const Lens& lens, double scale) {
    const double radius = lens.radius * scale;
    const int reach = static_cast<int>(std::ceil(scale));
    const int half = static_cast<int>(std::floor(radius)) + reach;
    cv::Mat1d kernel(2 * half + 1, 2 * half + 1);
    for (int row = 0; row < kernel.rows; ++row)
        for (int column = 0; column < kernel.cols; ++column)
            kernel(row, column) = std::hypot(row - half, column - half) <= radius ? 1 : 0;
    kernel /= cv::sum(kernel)[0];
    const double sigma = lens.softness * scale;
    cv::GaussianBlur(kernel, kernel, {2 * reach + 1, 2 * reach + 1}, sigma, sigma,
                     cv::BORDER_CONSTANT);
    return kernel;
}

ShiftImage make(const Table& settings) {
    return [lens = at_severity(lenses, settings)](const cv::Mat& image, Random& /*random*/) {
        cv::Mat blurred;
        cv::filter2D(to_unit(image), blurred, -1, disc(lens, pixels_per_cifar_pixel(image.size())),
                     {-1, -1}, 0, cv::BORDER_REFLECT_101);
        return cut_to_pixels(blurred);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_defocus_blur() {
    return {{.id = "cifar_c_defocus_blur",
             .label = translatable("Defocus blur (CIFAR-10-C)"),
             .help = translatable("As through a lens out of focus: each point becomes a disc of "
                                  "radius 0.3, 0.4, 0.5, 1, 1.5 px, smoothed with sigma 0.4, "
                                  "0.5, 0.6, 0.2, 0.1 px, for severities 1 to 5; lengths grow "
                                  "with the side over 32. Source: Hendrycks & Dietterich 2019, "
                                  "CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
