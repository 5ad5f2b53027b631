// Frosted glass: neighbouring pixels change places between two blurs.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <cmath>
#include <utility>

namespace thaw {
namespace {

struct Glass {
    double sigma; // of both blurs, in pixels of MNIST-C
    double reach; // of an exchange, likewise
    int passes;
};
constexpr std::array<Glass, 5> glasses = {
    {{0.7, 1, 2}, {0.9, 2, 1}, {1, 2, 3}, {1.1, 3, 2}, {1.5, 4, 2}}};

// Each pixel changes places, with probability 1/2, with one that lies between `reach` before and
// `reach` - 1 after it in each direction: the upper end is left out in the original as well.
void shuffle(cv::Mat1b& image, int reach, Random& random) {
    const auto choices = 2 * static_cast<std::uint64_t>(reach);
    const auto offset = [&] { return static_cast<int>(random.below(choices)) - reach; };
    for (int row = image.rows - reach; row > reach; --row)
        for (int column = image.cols - reach; column > reach; --column)
            if (random.below(2) == 1) {
                const int right = offset();
                const int down = offset();
                std::swap(image(row, column), image(row + down, column + right));
            }
}

ShiftImage make(const Table& settings) {
    return [glass = at_severity(glasses, settings)](const cv::Mat1b& image, Random& random) {
        const double scale = pixels_per_mnist_pixel(image.size());
        const int reach = std::max(1, static_cast<int>(std::lround(glass.reach * scale)));
        const cv::Mat1d blurred = gaussian(to_unit(image), glass.sigma * scale);
        // The original cuts the fraction off here; the tiny addend keeps white white.
        cv::Mat1b shuffled(image.size());
        std::transform(blurred.begin(), blurred.end(), shuffled.begin(),
                       [](double value) { return static_cast<unsigned char>(value * 255 + 1e-9); });
        for (int pass = 0; pass < glass.passes; ++pass)
            shuffle(shuffled, reach, random);
        return to_pixels(gaussian(to_unit(shuffled), glass.sigma * scale));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_glass_blur() {
    return {{.id = "glass_blur",
             .label = translatable("Glass blur"),
             .help = translatable("As through frosted glass: a Gaussian blur, then neighbouring "
                                  "pixels change places with probability 1/2, then the blur "
                                  "again. Sigma 0.7, 0.9, 1, 1.1, 1.5 px, reach 1, 2, 2, 3, 4 "
                                  "px, passes 2, 1, 3, 2, 2 for severities 1 to 5; lengths grow "
                                  "with the side over 28. Randomly drawn: equal in distribution "
                                  "to the published files, not pixel by pixel. Source: Mu & "
                                  "Gilmer 2019, MNIST-C, arXiv 1906.02337, after Hendrycks & "
                                  "Dietterich 2019, arXiv 1903.12261."),
             .parameters = {severity_parameter(1)}},
            make};
}

} // namespace thaw
