// A brighter image, clipped at white.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

constexpr std::array<double, 5> increases = {0.1, 0.2, 0.3, 0.4, 0.5};

ShiftImage make(const Table& settings) {
    return [by = at_severity(increases, settings)](const cv::Mat& image, Random& /*random*/) {
        return to_pixels(to_unit(image) + cv::Scalar::all(by));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_brightness() {
    return {{.id = "brightness",
             .label = translatable("Brightness"),
             .help = translatable(
                 "Adds 0.1, 0.2, 0.3, 0.4, 0.5 to grey values in [0, 1], or "
                 "to every channel, for severities 1 to 5 and clips at white. Source: Mu & Gilmer "
                 "2019, MNIST-C, arXiv 1906.02337, after Hendrycks & Dietterich "
                 "2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(5)}},
            make};
}

} // namespace thaw
