#include "core/training/shifts/box_resize.h"

#include <algorithm>
#include <cmath>

namespace thaw {
namespace {

// Along the rows of an image, from its columns to `columns` of them.
cv::Mat resized_rows(const cv::Mat& image, int columns) {
    constexpr int fraction_bits = 22; // of weights, as in Pillow
    const double scale = static_cast<double>(image.cols) / columns;
    const double reach = std::max(1.0, scale) / 2;
    const int channels = image.channels();
    cv::Mat result(image.rows, columns, image.type());
    for (int column = 0; column < columns; ++column) {
        const double centre = (column + 0.5) * scale;
        int begin = std::max(0, static_cast<int>(centre - reach + 0.5));
        int end = std::min(image.cols, static_cast<int>(centre + reach + 0.5));
        // A pixel's centre counts from the left end of the box, without it, to the right end.
        const auto inside = [&](int at) {
            const double from_centre = (at - centre + 0.5) * (1 / std::max(1.0, scale));
            return from_centre > -0.5 && from_centre <= 0.5;
        };
        while (begin + 1 < end && !inside(begin))
            ++begin;
        while (end - 1 > begin && !inside(end - 1))
            --end;
        const int weight = static_cast<int>(0.5 + (1.0 / (end - begin)) * (1 << fraction_bits));
        for (int row = 0; row < image.rows; ++row)
            for (int c = 0; c < channels; ++c) {
                int sum = 1 << (fraction_bits - 1);
                for (int at = begin; at < end; ++at)
                    sum += image.ptr(row)[at * channels + c] * weight;
                result.ptr(row)[column * channels + c] =
                    static_cast<unsigned char>(std::clamp(sum >> fraction_bits, 0, 255));
            }
    }
    return result;
}

} // namespace

cv::Mat box_resized(const cv::Mat& image, cv::Size size) {
    const cv::Mat wide = resized_rows(image, size.width);
    return resized_rows(wide.t(), size.height).t();
}

} // namespace thaw
