// Paler or stronger colours, as in CIFAR-10-C.
#include "core/training/shifts/hsv.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <algorithm>

namespace thaw {
namespace {

struct Saturation {
    double times, plus;
};
constexpr std::array<Saturation, 5> saturations = {
    {{0.3, 0}, {0.1, 0}, {1.5, 0}, {2, 0.1}, {2.5, 0.2}}};

ShiftImage make(const Table& settings) {
    return [by = at_severity(saturations, settings)](const cv::Mat& image, Random& /*random*/) {
        if (image.channels() == 1)
            return image.clone();
        cv::Mat unit = to_unit(image);
        for (cv::Vec3d& pixel : cv::Mat3d(unit)) {
            cv::Vec3d hsv = hsv_of(pixel);
            hsv[1] = std::min(hsv[1] * by.times + by.plus, 1.0);
            pixel = rgb_of(hsv);
        }
        return cut_to_pixels(unit);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_saturate() {
    return {{.id = "cifar_c_saturate",
             .label = translatable("Saturate (CIFAR-10-C)"),
             .help = translatable("The saturation s of each pixel in hue, saturation and value "
                                  "becomes 0.3 s, 0.1 s, 1.5 s, 2 s + 0.1, 2.5 s + 0.2 for "
                                  "severities 1 to 5, clipped at 1. Grey images have no colour "
                                  "and stay as they are. Source: Hendrycks & Dietterich 2019, "
                                  "CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
