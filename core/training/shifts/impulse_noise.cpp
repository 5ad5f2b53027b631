// Salt and pepper: single pixels are lost.
#include "core/training/shifts/noise.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> amounts = {0.03, 0.06, 0.09, 0.17, 0.27};

ShiftImage make(const Table& settings) {
    return [amount = at_severity(amounts, settings)](const cv::Mat& image, Random& random) {
        return salt_and_pepper(image, amount, random);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_impulse_noise() {
    return {{.id = "impulse_noise",
             .label = translatable("Impulse noise"),
             .help = translatable("Salt and pepper: each pixel is replaced with probability "
                                  "0.03, 0.06, 0.09, 0.17, 0.27 for severities 1 to 5, by white "
                                  "or black with equal chances; where there is colour, each "
                                  "channel of a pixel by itself. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337, after "
                                  "Hendrycks & Dietterich 2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(4)}},
            make};
}

} // namespace thaw
