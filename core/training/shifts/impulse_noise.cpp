// Salt and pepper: single pixels are lost.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> amounts = {0.03, 0.06, 0.09, 0.17, 0.27};

ShiftImage make(const Table& settings) {
    return [amount = at_severity(amounts, settings)](const cv::Mat1b& image, Random& random) {
        cv::Mat1b result = image.clone();
        for (unsigned char& pixel : result) {
            const double draw = random.uniform();
            if (draw < amount)
                pixel = draw < amount / 2 ? 255 : 0;
        }
        return result;
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_impulse_noise() {
    return {{.id = "impulse_noise",
             .label = translatable("Impulse noise"),
             .help = translatable("Salt and pepper: each pixel is replaced with probability "
                                  "0.03, 0.06, 0.09, 0.17, 0.27 for severities 1 to 5, by white "
                                  "or black with equal chances. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337, after "
                                  "Hendrycks & Dietterich 2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(4)}},
            make};
}

} // namespace thaw
