// Less contrast, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <vector>

namespace thaw {
namespace {

constexpr std::array<double, 5> factors = {0.75, 0.5, 0.4, 0.3, 0.15};

ShiftImage make(const Table& settings) {
    return [factor = at_severity(factors, settings)](const cv::Mat& image, Random& /*random*/) {
        cv::Mat unit = to_unit(image);
        const auto values = numbers<double>(unit);
        // One after the other, as numpy adds: the last bits decide where fractions are cut off.
        std::vector<double> means(static_cast<std::size_t>(image.channels()));
        for (std::size_t i = 0; i < values.size(); ++i)
            means[i % means.size()] += values[i];
        for (double& mean : means)
            mean /= static_cast<double>(image.total());
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double mean = means[i % means.size()];
            values[i] = (values[i] - mean) * factor + mean;
        }
        return cut_to_pixels(unit);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_contrast() {
    return {{.id = "cifar_c_contrast",
             .label = translatable("Contrast (CIFAR-10-C)"),
             .help = translatable("Moves each value to its channel's mean over the image: (x - "
                                  "mean) c + mean with c = 0.75, 0.5, 0.4, 0.3, 0.15 for "
                                  "severities 1 to 5. Source: Hendrycks & Dietterich 2019, "
                                  "CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
