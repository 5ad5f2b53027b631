// More light, as in CIFAR-10-C.
#include "core/training/shifts/hsv.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <algorithm>

namespace thaw {
namespace {

constexpr std::array<double, 5> increases = {0.05, 0.1, 0.15, 0.2, 0.3};

ShiftImage make(const Table& settings) {
    return [by = at_severity(increases, settings)](const cv::Mat& image, Random& /*random*/) {
        cv::Mat unit = to_unit(image);
        if (image.channels() == 1)
            return cut_to_pixels(unit + by);
        for (cv::Vec3d& pixel : cv::Mat3d(unit)) {
            cv::Vec3d hsv = hsv_of(pixel);
            hsv[2] = std::min(hsv[2] + by, 1.0);
            pixel = rgb_of(hsv);
        }
        return cut_to_pixels(unit);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_brightness() {
    return {{.id = "cifar_c_brightness",
             .label = translatable("Brightness (CIFAR-10-C)"),
             .help = translatable("Adds 0.05, 0.1, 0.15, 0.2, 0.3 for severities 1 to 5 to the "
                                  "value of each pixel in hue, saturation and value, and clips "
                                  "at 1; without colour, to its grey value. Source: Hendrycks & "
                                  "Dietterich 2019, CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
