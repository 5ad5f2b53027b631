// Coarse pixels, as in CIFAR-10-C.
#include "core/training/shifts/box_resize.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"

#include <algorithm>

namespace thaw {
namespace {

constexpr std::array<double, 5> sizes = {0.95, 0.9, 0.85, 0.75, 0.65};

ShiftImage make(const Table& settings) {
    return [size = at_severity(sizes, settings)](const cv::Mat& image, Random& /*random*/) {
        const auto smaller = [size](int side) {
            return std::max(1, static_cast<int>(side * size));
        };
        return box_resized(box_resized(image, {smaller(image.cols), smaller(image.rows)}),
                           image.size());
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_pixelate() {
    return {{.id = "cifar_c_pixelate",
             .label = translatable("Pixelate (CIFAR-10-C)"),
             .help = translatable("Shrinks the image to 0.95, 0.9, 0.85, 0.75, 0.65 of its side "
                                  "for severities 1 to 5, cut to whole pixels, and enlarges it "
                                  "again, both with the box filter of Pillow, which the "
                                  "original calls. Source: Hendrycks & Dietterich 2019, "
                                  "CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
