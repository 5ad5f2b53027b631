// Photon noise: a pixel counts few photons, so that its value scatters.
#include "core/training/shifts/noise.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> photons = {60, 25, 12, 5, 3};

ShiftImage make(const Table& settings) {
    return [white = at_severity(photons, settings)](const cv::Mat& image, Random& random) {
        return to_pixels(photon_noise(to_unit(image), white, random));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_shot_noise() {
    return {{.id = "shot_noise",
             .label = translatable("Shot noise"),
             .help = translatable("Photon noise: a grey value x in [0, 1] becomes Poisson(x c) / "
                                  "c, clipped, with c = 60, 25, 12, 5, 3 for severities 1 to 5. "
                                  "Black stays black; channels are drawn one by one. Randomly "
                                  "drawn: equal in distribution to "
                                  "the published files, not pixel by pixel. Source: Mu & Gilmer "
                                  "2019, MNIST-C, arXiv 1906.02337, after Hendrycks & Dietterich "
                                  "2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(5)}},
            make};
}

} // namespace thaw
