// A sheet of rubber, as in CIFAR-10-C.
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace thaw {
namespace {

struct Rubber {
    double strength, sigma, affine; // in sides of the image
};
constexpr std::array<Rubber, 5> rubbers = {
    {{0, 0, 0.08}, {0.05, 0.2, 0.07}, {0.08, 0.06, 0.06}, {0.1, 0.04, 0.05}, {0.1, 0.03, 0.03}}};

// Three points of a square in the middle move by up to `reach` pixels, and all others with them.
cv::Mat leaned(const cv::Mat& unit, float reach, Random& random) {
    const cv::Point2f centre(static_cast<float>(unit.cols / 2), static_cast<float>(unit.rows / 2));
    const auto half = static_cast<float>(std::max(1, std::min(unit.rows, unit.cols) / 3));
    const cv::Point2f before[] = {centre + cv::Point2f(half, half),
                                  centre + cv::Point2f(half, -half),
                                  centre - cv::Point2f(half, half)};
    cv::Point2f after[3];
    for (int i = 0; i < 3; ++i) {
        const auto right = static_cast<float>(random.uniform(-reach, reach));
        const auto down = static_cast<float>(random.uniform(-reach, reach));
        after[i] = before[i] + cv::Point2f(right, down);
    }
    cv::Mat result;
    cv::warpAffine(unit, result, cv::getAffineTransform(before, after), unit.size(),
                   cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
    return result;
}

// How far pixels move in one direction: smoothed noise.
cv::Mat1d pulls(cv::Size size, double strength, double sigma, Random& random) {
    cv::Mat1d noise(size);
    for (double& value : noise)
        value = random.uniform(-1, 1);
    const int side = 2 * static_cast<int>(std::floor(3 * sigma + 0.5)) + 1;
    cv::GaussianBlur(noise, noise, {side, side}, sigma, sigma, cv::BORDER_REFLECT);
    return noise * strength;
}

// The value between four pixels; beyond the edge the image is mirrored.
void sample(const cv::Mat& unit, double x, double y, double* out) {
    const double left = std::floor(x);
    const double top = std::floor(y);
    const auto inside = [](double at, int side) {
        return cv::borderInterpolate(static_cast<int>(at), side, cv::BORDER_REFLECT);
    };
    const auto* above = unit.ptr<double>(inside(top, unit.rows));
    const auto* below = unit.ptr<double>(inside(top + 1, unit.rows));
    const int from = inside(left, unit.cols) * unit.channels();
    const int to = inside(left + 1, unit.cols) * unit.channels();
    for (int c = 0; c < unit.channels(); ++c)
        out[c] =
            (1 - (y - top)) * ((1 - (x - left)) * above[from + c] + (x - left) * above[to + c]) +
            (y - top) * ((1 - (x - left)) * below[from + c] + (x - left) * below[to + c]);
}

ShiftImage make(const Table& settings) {
    return [rubber = at_severity(rubbers, settings)](const cv::Mat& image, Random& random) {
        const double side = std::min(image.rows, image.cols);
        const cv::Mat unit =
            leaned(to_unit(image), static_cast<float>(rubber.affine * side), random);
        const auto pull = [&] {
            return pulls(image.size(), rubber.strength * side, rubber.sigma * side, random);
        };
        const cv::Mat1d right = pull();
        const cv::Mat1d down = pull();
        cv::Mat result(unit.size(), unit.type());
        for (int row = 0; row < unit.rows; ++row)
            for (int column = 0; column < unit.cols; ++column)
                sample(unit, column + right(row, column), row + down(row, column),
                       result.ptr<double>(row) + column * unit.channels());
        return cut_to_pixels(result);
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_elastic_transform() {
    return {{.id = "cifar_c_elastic_transform",
             .label = translatable("Elastic transform (CIFAR-10-C)"),
             .help = translatable("Pulls the image like rubber: an affine map that moves three "
                                  "points in the middle by up to 0.08, 0.07, 0.06, 0.05, 0.03 "
                                  "of the side, then a displacement of each pixel, noise "
                                  "smoothed with sigma 0, 0.2, 0.06, 0.04, 0.03 sides and times "
                                  "0, 0.05, 0.08, 0.1, 0.1 sides, for severities 1 to 5. "
                                  "Bilinear, mirrored at the edge, all channels alike. Randomly "
                                  "drawn: equal in distribution to the published files, not "
                                  "pixel by pixel. Source: Hendrycks & Dietterich 2019, "
                                  "CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
