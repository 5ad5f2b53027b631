// Falling snow, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/trail.h"
#include "core/training/shifts/unit_image.h"
#include "core/training/shifts/zoom.h"

#include <algorithm>

namespace thaw {
namespace {

struct Snow {
    double mean, deviation, size, threshold; // of the flakes; their size in pixels of CIFAR-10-C
    double radius, sigma;                    // of their trails, likewise
    double clear;                            // the share of the image that stays as it is
};
constexpr std::array<Snow, 5> snows = {{{0.1, 0.2, 1, 0.6, 8, 3, 0.95},
                                        {0.1, 0.2, 1, 0.5, 10, 4, 0.9},
                                        {0.15, 0.3, 1.75, 0.55, 10, 4, 0.9},
                                        {0.25, 0.3, 2.25, 0.6, 12, 6, 0.85},
                                        {0.3, 0.3, 1.25, 0.65, 14, 12, 0.8}}};

cv::Mat1d flakes(cv::Size size, const Snow& snow, Random& random) {
    const double scale = pixels_per_cifar_pixel(size);
    cv::Mat1d noise(size);
    for (double& value : noise)
        value = snow.mean + snow.deviation * random.normal();
    cv::Mat1d layer = zoomed(noise, std::max(1.0, snow.size * scale));
    for (double& value : layer)
        value = value < snow.threshold ? 0 : value;
    // As ImageMagick takes it and gives it back: in 256 grey levels.
    return to_unit(to_pixels(blur_along(to_unit(cut_to_pixels(layer)), snow.radius * scale,
                                        snow.sigma * scale, random.uniform(-135, -45))));
}

ShiftImage make(const Table& settings) {
    return [snow = at_severity(snows, settings)](const cv::Mat& image, Random& random) {
        const cv::Mat1d falling = flakes(image.size(), snow, random);
        cv::Mat1d turned;
        cv::flip(falling, turned, -1);
        const cv::Mat unit = to_unit(image);
        const cv::Mat white = in_channels(grey_of(unit) * 1.5 + 0.5, image.channels());
        return cut_to_pixels(snow.clear * unit + (1 - snow.clear) * cv::max(unit, white) +
                             in_channels(falling + turned, image.channels()));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_snow() {
    return {{.id = "cifar_c_snow",
             .label = translatable("Snow (CIFAR-10-C)"),
             .help = translatable("Whitens the image (x becomes w x + (1 - w) max(x, 1.5 grey + "
                                  "0.5) with w = 0.95, 0.9, 0.9, 0.85, 0.8 for severities 1 to "
                                  "5) and adds random flakes with their trails, and the same "
                                  "turned by 180 degrees: Gaussian noise of mean 0.1, 0.1, "
                                  "0.15, 0.25, 0.3 and deviation 0.2, 0.2, 0.3, 0.3, 0.3, "
                                  "enlarged 1, 1, 1.75, 2.25, 1.25 times, kept above 0.6, 0.5, "
                                  "0.55, 0.6, 0.65, blurred along -135 to -45 degrees with "
                                  "radius 8, 10, 10, 12, 14 and sigma 3, 4, 4, 6, 12 px. "
                                  "Lengths grow with the side over 32. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Hendrycks & Dietterich 2019, CIFAR-10-C, arXiv "
                                  "1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
