// A lens that was zoomed during the exposure, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"
#include "core/training/shifts/zoom.h"

namespace thaw {
namespace {

constexpr std::array<int, 5> steps = {7, 12, 16, 21, 26};
constexpr double step = 1.01 - 1; // as numpy steps: 26 rows times 1.25 become 33, not 32

ShiftImage make(const Table& settings) {
    return [count = at_severity(steps, settings)](const cv::Mat& image, Random& /*random*/) {
        const cv::Mat unit = to_unit(image);
        cv::Mat sum = unit.clone();
        for (int i = 0; i < count; ++i)
            sum += zoomed(unit, 1 + i * step);
        return cut_to_pixels(sum / (count + 1));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_zoom_blur() {
    return {{.id = "cifar_c_zoom_blur",
             .label = translatable("Zoom blur (CIFAR-10-C)"),
             .help = translatable("The mean of the image and of its middle, enlarged by 1, "
                                  "1.01, 1.02, ... up to 1.06, 1.11, 1.15, 1.2, 1.25 for "
                                  "severities 1 to 5. Source: Hendrycks & Dietterich 2019, "
                                  "CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
