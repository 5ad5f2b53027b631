// Out of focus, softly, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> sigmas = {0.4, 0.6, 0.7, 0.8, 1}; // in pixels of CIFAR-10-C

ShiftImage make(const Table& settings) {
    return [sigma = at_severity(sigmas, settings)](const cv::Mat& image, Random& /*random*/) {
        return cut_to_pixels(
            gaussian(to_unit(image), sigma * pixels_per_cifar_pixel(image.size())));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_gaussian_blur() {
    return {{.id = "cifar_c_gaussian_blur",
             .label = translatable("Gaussian blur (CIFAR-10-C)"),
             .help = translatable("A Gaussian blur with sigma 0.4, 0.6, 0.7, 0.8, 1 px for "
                                  "severities 1 to 5; lengths grow with the side over 32. "
                                  "Source: Hendrycks & Dietterich 2019, CIFAR-10-C, arXiv "
                                  "1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
