// Salt and pepper, as in CIFAR-10-C.
#include "core/training/shifts/noise.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> amounts = {0.01, 0.02, 0.03, 0.05, 0.07};

ShiftImage make(const Table& settings) {
    return [amount = at_severity(amounts, settings)](const cv::Mat& image, Random& random) {
        return salt_and_pepper(image, amount, random);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_impulse_noise() {
    return {{.id = "cifar_c_impulse_noise",
             .label = translatable("Impulse noise (CIFAR-10-C)"),
             .help = translatable("Salt and pepper: each value of a pixel, channel by channel, "
                                  "is replaced with probability 0.01, 0.02, 0.03, 0.05, 0.07 "
                                  "for severities 1 to 5, by 255 or 0 with equal chances. "
                                  "Randomly drawn: equal in distribution to the published "
                                  "files, not pixel by pixel. Source: Hendrycks & Dietterich "
                                  "2019, CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
