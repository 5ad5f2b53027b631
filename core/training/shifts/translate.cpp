// An image that is off its centre.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <cmath>

namespace thaw {
namespace {

constexpr std::array<double, 5> distances = {1, 2, 3, 4, 5}; // in pixels of MNIST-C

ShiftImage make(const Table& settings) {
    return [distance = at_severity(distances, settings)](const cv::Mat& image, Random& random) {
        const double scaled = distance * pixels_per_mnist_pixel(image.size());
        const auto pixels = static_cast<int>(std::lround(scaled));
        const int right = random.below(2) == 0 ? -pixels : pixels;
        const int down = random.below(2) == 0 ? -pixels : pixels;
        cv::Mat result(image.size(), image.type(), cv::Scalar::all(0));
        const cv::Rect whole({0, 0}, image.size());
        const cv::Rect to = whole & (whole + cv::Point(right, down));
        image(to - cv::Point(right, down)).copyTo(result(to));
        return result;
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_translate() {
    return {{.id = "translate",
             .label = translatable("Translate"),
             .help = translatable("Moves the image by 1, 2, 3, 4, 5 px for severities 1 to 5, "
                                  "times the side over 28 and rounded, left or right and up or "
                                  "down at random. Black outside. Randomly drawn: equal in "
                                  "distribution to the published files, not pixel by pixel. "
                                  "Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337."),
             .parameters = {severity_parameter(3)}},
            make};
}

} // namespace thaw
