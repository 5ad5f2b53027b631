// A zigzag stroke from side to side.
#include "core/training/shifts/ink_line.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <cmath>
#include <vector>

namespace thaw {
namespace {

constexpr double tooth = 2; // half a tooth's length, and its height

// The corners along a straight line of the given length, x along it and y across: the first and
// the last lie on the line or near it, those between at +-2.
std::vector<cv::Point2d> corners(double length) {
    std::vector<cv::Point2d> points = {{0, 0}};
    const auto teeth = static_cast<int>(std::floor((length - tooth) / (2 * tooth))) + 1;
    for (int i = 0; i < teeth; ++i)
        points.emplace_back((2 * i + 1) * tooth, i % 2 == 0 ? tooth : -tooth);
    const double whole = 2 * tooth * std::floor(length / (2 * tooth));
    if (length != whole)
        points.emplace_back(length, points.back().y / (2 * (length - whole)));
    return points;
}

ShiftImage make(const Table& /*settings*/) {
    return [](const cv::Mat& image, Random& random) {
        const cv::Point2d start(2, static_cast<double>(random.below(27)));
        const cv::Point2d way(23, static_cast<double>(random.below(10)) - 5);
        const double length = std::hypot(way.x, way.y);
        const auto on_image = [&](cv::Point2d p) {
            return start +
                   cv::Point2d(p.x * way.x - p.y * way.y, p.x * way.y + p.y * way.x) / length;
        };
        cv::Mat1d ink(image.size(), 0.0);
        const auto points = corners(length);
        for (std::size_t i = 1; i < points.size(); ++i)
            ink += ink_line(image.size(), on_image(points[i - 1]), on_image(points[i]));
        return to_pixels(to_unit(image) + in_channels(ink, image.channels()));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_zigzag() {
    return {{.id = "zigzag",
             .label = translatable("Zigzag"),
             .help = translatable("A white zigzag line from column 2 to column 25 of a grid of "
                                  "28 x 28, from a random row (0 to 26), ending 5 rows above to "
                                  "4 below it; teeth of 4 px length and 2 px height, soft within "
                                  "2.3 px. Randomly drawn: equal in distribution to the "
                                  "published files, not pixel by pixel. Source: Mu & Gilmer "
                                  "2019, MNIST-C, arXiv 1906.02337.")},
            make};
}

} // namespace thaw
