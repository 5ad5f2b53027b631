// Splashes of mud on the lens.
#include "core/training/shifts/liquid.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

struct Spatter {
    double mean, deviation; // of the liquid, before it is smoothed
    double smoothing;       // in pixels of MNIST-C
    double threshold;       // above it there is mud
    double softness;        // of the mud's edge, in pixels of MNIST-C
};
constexpr std::array<Spatter, 5> spatters = {{{0.65, 0.3, 4, 0.69, 0.6},
                                              {0.65, 0.3, 3, 0.68, 0.6},
                                              {0.65, 0.3, 2, 0.68, 0.5},
                                              {0.65, 0.3, 1, 0.65, 1.5},
                                              {0.67, 0.4, 1, 0.65, 1.5}}};
constexpr double mud_grey = 63 / 255.0;

ShiftImage make(const Table& settings) {
    return [spatter = at_severity(spatters, settings)](const cv::Mat& image, Random& random) {
        const double scale = pixels_per_mnist_pixel(image.size());
        const cv::Mat1d splashes = liquid(image.size(), spatter.mean, spatter.deviation,
                                          spatter.smoothing * scale, random);
        const cv::Mat cover = in_channels(
            mud(splashes, spatter.threshold, spatter.softness * scale), image.channels());
        return to_pixels(to_unit(image).mul(cv::Scalar::all(1) - cover) + mud_grey * cover);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_spatter() {
    return {{.id = "spatter",
             .label = translatable("Spatter"),
             .help = translatable("Splashes of dark grey mud (63 of 255) where smoothed Gaussian "
                                  "noise is above a threshold. Mean 0.65, 0.65, 0.65, 0.65, "
                                  "0.67, deviation 0.3, 0.3, 0.3, 0.3, 0.4, smoothing 4, 3, 2, "
                                  "1, 1 px, threshold 0.69, 0.68, 0.68, 0.65, 0.65, soft edge "
                                  "0.6, 0.6, 0.5, 1.5, 1.5 px for severities 1 to 5; lengths "
                                  "grow with the side over 28. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337, after "
                                  "Hendrycks & Dietterich 2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(4)}},
            make};
}

} // namespace thaw
