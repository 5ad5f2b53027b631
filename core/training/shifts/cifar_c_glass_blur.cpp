// Frosted glass, as in CIFAR-10-C.
#include "core/training/shifts/glass.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <algorithm>
#include <cmath>

namespace thaw {
namespace {

struct Pane {
    double sigma; // of both blurs, in pixels of CIFAR-10-C
    int passes;
};
constexpr std::array<Pane, 5> panes = {{{0.05, 1}, {0.25, 1}, {0.4, 1}, {0.25, 2}, {0.4, 2}}};

ShiftImage make(const Table& settings) {
    return [pane = at_severity(panes, settings)](const cv::Mat& image, Random& random) {
        const double scale = pixels_per_cifar_pixel(image.size());
        const int reach = std::max(1, static_cast<int>(std::lround(scale)));
        return cut_to_pixels(through_glass(to_unit(image), {pane.sigma * scale, reach, pane.passes},
                                           Exchange::copy, random));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_glass_blur() {
    return {{.id = "cifar_c_glass_blur",
             .label = translatable("Glass blur (CIFAR-10-C)"),
             .help = translatable("As through frosted glass: a Gaussian blur, then each pixel "
                                  "becomes one that lies up to 1 px before it in each "
                                  "direction, then the blur again. Sigma 0.05, 0.25, 0.4, 0.25, "
                                  "0.4 px, passes 1, 1, 1, 2, 2 for severities 1 to 5; lengths "
                                  "grow with the side over 32. The original means to swap the "
                                  "two pixels, but copies one of them. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Hendrycks & Dietterich 2019, CIFAR-10-C, arXiv "
                                  "1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
