// A slanted image.
#include "core/training/shifts/affine_warp.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"

#include <cmath>

namespace thaw {
namespace {

constexpr std::array<double, 5> angles = {0.2, 0.4, 0.6, 0.8, 1}; // radians

ShiftImage make(const Table& settings) {
    return [angle = at_severity(angles, settings)](const cv::Mat& image, Random& random) {
        const double signed_angle = random.below(2) == 0 ? -angle : angle;
        // The shear of scikit-image in 2019: not x - tan(a) y, and it stretches the height.
        return warp_about_centre(image, {1, -std::sin(signed_angle), //
                                         0, std::cos(signed_angle)});
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_shear() {
    return {{.id = "shear",
             .label = translatable("Shear"),
             .help = translatable("Slants the image about its centre by 0.2, 0.4, 0.6, 0.8, 1 "
                                  "radian for severities 1 to 5, to the left or right at random: "
                                  "the pixel at (x, y) comes from (x - y sin a, y cos a). "
                                  "Bilinear, black outside. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337."),
             .parameters = {severity_parameter(2)}},
            make};
}

} // namespace thaw
