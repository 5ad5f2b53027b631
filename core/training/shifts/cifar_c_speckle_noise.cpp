// Noise that grows with the light, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> deviations = {0.06, 0.1, 0.12, 0.16, 0.2};

ShiftImage make(const Table& settings) {
    return [deviation = at_severity(deviations, settings)](const cv::Mat& image, Random& random) {
        cv::Mat unit = to_unit(image);
        for (double& value : numbers<double>(unit))
            value += value * deviation * random.normal();
        return cut_to_pixels(unit);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_speckle_noise() {
    return {{.id = "cifar_c_speckle_noise",
             .label = translatable("Speckle noise (CIFAR-10-C)"),
             .help = translatable("A value x in [0, 1] becomes x + x n, clipped, where n is "
                                  "Gaussian noise of standard deviation 0.06, 0.1, 0.12, 0.16, "
                                  "0.2 for severities 1 to 5, each channel by itself. Randomly "
                                  "drawn: equal in distribution to the published files, not "
                                  "pixel by pixel. Source: Hendrycks & Dietterich 2019, "
                                  "CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
