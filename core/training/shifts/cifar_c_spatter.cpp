// Drops of water or mud on the lens, as in CIFAR-10-C.
#include "core/training/shifts/liquid.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <opencv2/imgproc.hpp>

namespace thaw {
namespace {

struct Spatter {
    double mean, deviation, smoothing; // of the liquid; smoothing in pixels of CIFAR-10-C
    double threshold;                  // above it there is liquid
    double strength;                   // of water; of mud the softness of its edge in pixels
    bool mud;
};
constexpr std::array<Spatter, 5> spatters = {{{0.62, 0.1, 0.7, 0.7, 0.5, false},
                                              {0.65, 0.1, 0.8, 0.7, 0.5, false},
                                              {0.65, 0.3, 1, 0.69, 0.5, false},
                                              {0.65, 0.1, 0.7, 0.69, 0.6, true},
                                              {0.65, 0.1, 0.5, 0.68, 0.6, true}}};

cv::Mat1b cut_to_bytes(const cv::Mat1f& values) {
    cv::Mat1b bytes(values.size());
    std::transform(values.begin(), values.end(), bytes.begin(),
                   [](float value) { return static_cast<unsigned char>(value); });
    return bytes;
}

// How much light each pixel of a water drop adds: thick drops, brighter on one side.
cv::Mat1d water(const cv::Mat1b& drops, double strength) {
    cv::Mat1b edges;
    cv::Canny(drops, edges, 50, 150);
    cv::Mat1f distance;
    cv::distanceTransform(255 - edges, distance, cv::DIST_L2, 5);
    cv::threshold(distance, distance, 20, 20, cv::THRESH_TRUNC);
    cv::blur(distance, distance, {3, 3});
    cv::Mat1b height;
    cv::equalizeHist(cut_to_bytes(distance), height);
    const cv::Matx33f from_below(-2, -1, 0, -1, 1, 1, 0, 1, 2);
    cv::filter2D(height, height, CV_8U, from_below);
    cv::blur(height, height, {3, 3});
    cv::Mat1d light;
    cv::multiply(drops, height, light, 1, CV_64F);
    const double most = brightest(light);
    return most > 0 ? cv::Mat1d(light * (strength / most)) : light;
}

// The same colour everywhere, as grey where the image is.
cv::Mat coloured(const cv::Mat& image, const cv::Vec3b& colour) {
    const cv::Mat3b all(image.size(), colour);
    return image.channels() == 1 ? cv::Mat(grey_of(to_unit(all))) : to_unit(all);
}

ShiftImage make(const Table& settings) {
    return [spatter = at_severity(spatters, settings)](const cv::Mat& image, Random& random) {
        const double scale = pixels_per_cifar_pixel(image.size());
        const cv::Mat1d splashes = liquid(image.size(), spatter.mean, spatter.deviation,
                                          spatter.smoothing * scale, random);
        const cv::Mat unit = to_unit(image);
        if (spatter.mud) {
            const cv::Mat cover = in_channels(
                mud(splashes, spatter.threshold, spatter.strength * scale), image.channels());
            const cv::Mat brown = coloured(image, {63, 42, 20});
            return cut_to_pixels(unit.mul(cv::Scalar::all(1) - cover) + brown.mul(cover));
        }
        cv::Mat1d drops = splashes;
        for (double& value : drops)
            value = value < spatter.threshold ? 0 : value;
        const cv::Mat light =
            in_channels(water(cut_to_pixels(drops), spatter.strength), image.channels());
        const cv::Mat pale_turquoise = coloured(image, {175, 238, 238});
        return cut_to_pixels(unit + pale_turquoise.mul(light));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_spatter() {
    return {{.id = "cifar_c_spatter",
             .label = translatable("Spatter (CIFAR-10-C)"),
             .help = translatable("Random drops where smoothed Gaussian noise is above a "
                                  "threshold: water, pale turquoise with a bright side, for "
                                  "severities 1 to 3, brown mud for 4 and 5; in shades of grey "
                                  "without colour. Mean 0.62, 0.65, 0.65, 0.65, 0.65, deviation "
                                  "0.1, 0.1, 0.3, 0.1, 0.1, smoothing 0.7, 0.8, 1, 0.7, 0.5 px, "
                                  "threshold 0.7, 0.7, 0.69, 0.69, 0.68, strength of water 0.5, "
                                  "soft edge of mud 0.6 px; lengths grow with the side over 32. "
                                  "Randomly drawn: equal in distribution to the published "
                                  "files, not pixel by pixel. Source: Hendrycks & Dietterich "
                                  "2019, CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
