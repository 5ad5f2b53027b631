// A camera that moved during the exposure, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/trail.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

struct Motion {
    double radius, sigma; // in pixels of CIFAR-10-C
};
constexpr std::array<Motion, 5> motions = {{{6, 1}, {6, 1.5}, {6, 2}, {8, 2}, {9, 2.5}}};

ShiftImage make(const Table& settings) {
    return [motion = at_severity(motions, settings)](const cv::Mat& image, Random& random) {
        const double scale = pixels_per_cifar_pixel(image.size());
        return to_pixels(blur_along(to_unit(image), motion.radius * scale, motion.sigma * scale,
                                    random.uniform(-45, 45)));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_motion_blur() {
    return {{.id = "cifar_c_motion_blur",
             .label = translatable("Motion blur (CIFAR-10-C)"),
             .help = translatable("A trail in a random direction between -45 and 45 degrees: a "
                                  "one-sided Gaussian of 2 r + 1 pixels, r = 6, 6, 6, 8, 9 and "
                                  "sigma 1, 1.5, 2, 2, 2.5 px for severities 1 to 5; lengths "
                                  "grow with the side over 32. Follows ImageMagick's motion "
                                  "blur, which the original calls. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Hendrycks & Dietterich 2019, CIFAR-10-C, arXiv "
                                  "1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
