// A smaller image.
#include "core/training/shifts/affine_warp.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> sizes = {0.9, 0.8, 0.7, 0.6, 0.5};

ShiftImage make(const Table& settings) {
    return [size = at_severity(sizes, settings)](const cv::Mat& image, Random& /*random*/) {
        return warp_about_centre(image, {1 / size, 0, 0, 1 / size});
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_scale() {
    return {{.id = "scale",
             .label = translatable("Scale"),
             .help = translatable("Shrinks the image about its centre to 0.9, 0.8, 0.7, 0.6, 0.5 "
                                  "of its side for severities 1 to 5. Bilinear, black outside. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337."),
             .parameters = {severity_parameter(3)}},
            make};
}

} // namespace thaw
