// Frosted glass: neighbouring pixels change places between two blurs.
#include "core/training/shifts/glass.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <algorithm>
#include <cmath>

namespace thaw {
namespace {

struct Pane {
    double sigma; // of both blurs, in pixels of MNIST-C
    double reach; // of an exchange, likewise
    int passes;
};
constexpr std::array<Pane, 5> panes = {
    {{0.7, 1, 2}, {0.9, 2, 1}, {1, 2, 3}, {1.1, 3, 2}, {1.5, 4, 2}}};

ShiftImage make(const Table& settings) {
    return [pane = at_severity(panes, settings)](const cv::Mat& image, Random& random) {
        const double scale = pixels_per_mnist_pixel(image.size());
        const int reach = std::max(1, static_cast<int>(std::lround(pane.reach * scale)));
        return to_pixels(through_glass(to_unit(image), {pane.sigma * scale, reach, pane.passes},
                                       Exchange::swap_half, random));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_glass_blur() {
    return {{.id = "glass_blur",
             .label = translatable("Glass blur"),
             .help = translatable("As through frosted glass: a Gaussian blur, then neighbouring "
                                  "pixels change places with probability 1/2, then the blur "
                                  "again. Sigma 0.7, 0.9, 1, 1.1, 1.5 px, reach 1, 2, 2, 3, 4 "
                                  "px, passes 2, 1, 3, 2, 2 for severities 1 to 5; lengths grow "
                                  "with the side over 28. Randomly drawn: equal in distribution "
                                  "to the published files, not pixel by pixel. Source: Mu & "
                                  "Gilmer 2019, MNIST-C, arXiv 1906.02337, after Hendrycks & "
                                  "Dietterich 2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(1)}},
            make};
}

} // namespace thaw
