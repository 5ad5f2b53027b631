// Photon noise, as in CIFAR-10-C.
#include "core/training/shifts/noise.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> photons = {500, 250, 100, 75, 50};

ShiftImage make(const Table& settings) {
    return [white = at_severity(photons, settings)](const cv::Mat& image, Random& random) {
        return cut_to_pixels(photon_noise(to_unit(image), white, random));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_shot_noise() {
    return {{.id = "cifar_c_shot_noise",
             .label = translatable("Shot noise (CIFAR-10-C)"),
             .help = translatable("Photon noise: a value x in [0, 1] becomes Poisson(x c) / c, "
                                  "clipped, with c = 500, 250, 100, 75, 50 for severities 1 to "
                                  "5, each channel by itself. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Hendrycks & Dietterich 2019, CIFAR-10-C, arXiv "
                                  "1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
