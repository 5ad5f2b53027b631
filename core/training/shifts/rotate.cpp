// A tilted image, in either direction.
#include "core/training/shifts/affine_warp.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"

#include <cmath>

namespace thaw {
namespace {

constexpr std::array<double, 5> angles = {0.2, 0.4, 0.6, 0.8, 1}; // radians

ShiftImage make(const Table& settings) {
    return [angle = at_severity(angles, settings)](const cv::Mat& image, Random& random) {
        const double sine = (random.below(2) == 0 ? -1 : 1) * std::sin(angle);
        const double cosine = std::cos(angle);
        return warp_about_centre(image, {cosine, -sine, sine, cosine});
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_rotate() {
    return {{.id = "rotate",
             .label = translatable("Rotate at random"),
             .help = translatable("Turns the image about its centre by 0.2, 0.4, 0.6, 0.8, 1 "
                                  "radian (11.5, 22.9, 34.4, 45.8, 57.3 degrees) for severities "
                                  "1 to 5, to the left or right at random. Bilinear, black "
                                  "outside. Randomly drawn: equal in distribution to the "
                                  "published files, not pixel by pixel. Source: Mu & Gilmer "
                                  "2019, MNIST-C, arXiv 1906.02337."),
             .parameters = {severity_parameter(2)}},
            make};
}

} // namespace thaw
