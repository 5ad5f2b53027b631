// Only the outlines.
//
// scikit-image's `canny` at its defaults, which the original calls: sigma 1, black outside with
// the smoothing corrected for it, thresholds 0.1 and 0.2 on the Sobel gradient of values in
// [0, 1], no edge on the outermost pixels. cv::Canny is not used: it rounds gradient directions
// to 45 degrees and thus finds other edges.
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace thaw {
namespace {

constexpr double low_threshold = 0.1;
constexpr double high_threshold = 0.2;

cv::Mat1d smoothed(const cv::Mat1d& unit) {
    const auto blur = [](const cv::Mat1d& values) {
        cv::Mat1d blurred;
        cv::GaussianBlur(values, blurred, {9, 9}, 1, 1, cv::BORDER_CONSTANT);
        return blurred;
    };
    return blur(unit) / blur(cv::Mat1d(unit.size(), 1.0));
}

// Whether the gradient's size at a pixel is not exceeded on either side along its direction,
// where the size is interpolated between the straight and the diagonal neighbour.
bool is_ridge(const cv::Mat1d& size, int row, int column, double down, double right) {
    const int row_step = down < 0 ? -1 : 1;
    const int column_step = right < 0 ? -1 : 1;
    const bool steep = std::abs(down) >= std::abs(right);
    const double diagonal = steep ? std::abs(right / down) : std::abs(down / right);
    const auto beside = [&](int sign) {
        const double straight =
            steep ? size(row + sign * row_step, column) : size(row, column + sign * column_step);
        return diagonal * size(row + sign * row_step, column + sign * column_step) +
               (1 - diagonal) * straight;
    };
    return beside(1) <= size(row, column) && beside(-1) <= size(row, column);
}

// Connected groups of candidates that hold at least one strong one.
cv::Mat1b with_strong_member(const cv::Mat1b& candidates, const cv::Mat1d& size) {
    cv::Mat1i groups;
    const int count = cv::connectedComponents(candidates, groups, 8);
    std::vector<bool> strong(static_cast<std::size_t>(count));
    for (int row = 0; row < size.rows; ++row)
        for (int column = 0; column < size.cols; ++column)
            if (candidates(row, column) != 0 && size(row, column) >= high_threshold)
                strong[static_cast<std::size_t>(groups(row, column))] = true;
    cv::Mat1b edges(candidates.size(), 0);
    for (int row = 0; row < size.rows; ++row)
        for (int column = 0; column < size.cols; ++column)
            if (strong[static_cast<std::size_t>(groups(row, column))])
                edges(row, column) = 255;
    return edges;
}

cv::Mat canny(const cv::Mat& image, Random& /*random*/) {
    const cv::Mat1d smooth = smoothed(grey_of(to_unit(image)));
    cv::Mat1d right;
    cv::Mat1d down;
    cv::Sobel(smooth, right, CV_64F, 1, 0, 3, 1, 0, cv::BORDER_REFLECT);
    cv::Sobel(smooth, down, CV_64F, 0, 1, 3, 1, 0, cv::BORDER_REFLECT);
    cv::Mat1d size;
    cv::magnitude(right, down, size);

    cv::Mat1b candidates(image.size(), 0);
    for (int row = 1; row + 1 < image.rows; ++row)
        for (int column = 1; column + 1 < image.cols; ++column)
            if (size(row, column) >= low_threshold &&
                is_ridge(size, row, column, down(row, column), right(row, column)))
                candidates(row, column) = 255;
    cv::Mat edges;
    cv::merge(std::vector<cv::Mat>(static_cast<std::size_t>(image.channels()),
                                   with_strong_member(candidates, size)),
              edges);
    return edges;
}

ShiftImage make(const Table& /*settings*/) {
    return canny;
}

} // namespace

CatalogueEntry<MakeShift> shift_canny_edges() {
    return {{.id = "canny_edges",
             .label = translatable("Canny edges"),
             .help = translatable("White outlines on black: the Canny edge detector of "
                                  "scikit-image with sigma 1 px and thresholds 0.1 and 0.2 on "
                                  "the Sobel gradient of values in [0, 1], of the luminance "
                                  "where there is colour. Source: Mu & Gilmer "
                                  "2019, MNIST-C, arXiv 1906.02337.")},
            make};
}

} // namespace thaw
