// A camera that moved during the exposure.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/trail.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

struct Motion {
    double radius, sigma; // in pixels of MNIST-C
};
constexpr std::array<Motion, 5> motions = {{{10, 3}, {15, 5}, {15, 8}, {15, 12}, {20, 15}}};

ShiftImage make(const Table& settings) {
    return [motion = at_severity(motions, settings)](const cv::Mat& image, Random& random) {
        const double scale = pixels_per_mnist_pixel(image.size());
        return to_pixels(blur_along(to_unit(image), motion.radius * scale, motion.sigma * scale,
                                    random.uniform(-45, 45)));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_motion_blur() {
    return {{.id = "motion_blur",
             .label = translatable("Motion blur"),
             .help = translatable("A trail in a random direction between -45 and 45 degrees: a "
                                  "one-sided Gaussian of 2 r + 1 pixels, r = 10, 15, 15, 15, 20 "
                                  "and sigma 3, 5, 8, 12, 15 px for severities 1 to 5; lengths "
                                  "grow with the side over 28. Follows ImageMagick's motion "
                                  "blur, which the original calls. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337, after "
                                  "Hendrycks & Dietterich 2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(1)}},
            make};
}

} // namespace thaw
