// Clouds before the image, as in CIFAR-10-C.
#include "core/training/shifts/plasma.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <algorithm>

namespace thaw {
namespace {

struct Fog {
    double thickness, decay;
};
constexpr std::array<Fog, 5> fogs = {{{0.2, 3}, {0.5, 3}, {0.75, 2.5}, {1, 2}, {1.5, 1.75}}};

ShiftImage make(const Table& settings) {
    return [fog = at_severity(fogs, settings)](const cv::Mat& image, Random& random) {
        int side = 32;
        while (side < std::max(image.rows, image.cols))
            side *= 2;
        const cv::Mat1f clouds = plasma(side, fog.decay, random)(cv::Rect({0, 0}, image.size()));
        return cut_to_pixels(behind_clouds(to_unit(image), clouds, fog.thickness));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_fog() {
    return {{.id = "cifar_c_fog",
             .label = translatable("Fog (CIFAR-10-C)"),
             .help = translatable("Adds random clouds of thickness c, the same to all channels, "
                                  "and dims the sum so that the brightest value stays possible: "
                                  "(x + c p) m / (m + c), where p is a diamond-square map in "
                                  "[0, 1] and m the brightest value. c = 0.2, 0.5, 0.75, 1, 1.5 "
                                  "and decay 3, 3, 2.5, 2, 1.75 for severities 1 to 5. The map "
                                  "covers 32 x 32 pixels, or the next power of two for larger "
                                  "images. Randomly drawn: equal in distribution to the "
                                  "published files, not pixel by pixel. Source: Hendrycks & "
                                  "Dietterich 2019, CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
