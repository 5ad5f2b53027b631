// Noise of electronics, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> deviations = {0.04, 0.06, 0.08, 0.09, 0.10};

ShiftImage make(const Table& settings) {
    return [deviation = at_severity(deviations, settings)](const cv::Mat& image, Random& random) {
        cv::Mat unit = to_unit(image);
        for (double& value : numbers<double>(unit))
            value += deviation * random.normal();
        return cut_to_pixels(unit);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_gaussian_noise() {
    return {{.id = "cifar_c_gaussian_noise",
             .label = translatable("Gaussian noise (CIFAR-10-C)"),
             .help = translatable("Adds Gaussian noise of standard deviation 0.04, 0.06, 0.08, "
                                  "0.09, 0.1 for severities 1 to 5 to values in [0, 1], to each "
                                  "channel by itself, and clips. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Hendrycks & Dietterich 2019, CIFAR-10-C, arXiv "
                                  "1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
