// Clouds before the image.
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
constexpr std::array<Fog, 5> fogs = {{{1.5, 2}, {2, 2}, {2.5, 1.7}, {2.5, 1.5}, {3, 1.4}}};

ShiftImage make(const Table& settings) {
    return [fog = at_severity(fogs, settings)](const cv::Mat& image, Random& random) {
        int side = 256;
        while (side < std::max(image.rows, image.cols))
            side *= 2;
        const cv::Mat1f clouds = plasma(side, fog.decay, random)(cv::Rect({0, 0}, image.size()));
        return to_pixels(behind_clouds(to_unit(image), clouds, fog.thickness));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_fog() {
    return {{.id = "fog",
             .label = translatable("Fog"),
             .help = translatable("Adds random clouds of thickness c and dims the sum so that "
                                  "the brightest value stays possible: (x + c p) m / (m + c), "
                                  "where p is a corner of a 256 x 256 diamond-square map in [0, "
                                  "1] and m the brightest value. c = 1.5, 2, 2.5, 2.5, 3 and "
                                  "decay 2, 2, 1.7, 1.5, 1.4 for severities 1 to 5. The map is "
                                  "not stretched for larger images and is the same for all "
                                  "channels. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337, after "
                                  "Hendrycks & Dietterich 2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(5)}},
            make};
}

} // namespace thaw
