#include "core/training/data/resize.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace thaw {

namespace {

constexpr int precision = 22; // bits behind the point of a weight

// The input pixels that one output pixel is made of, and their weights.
struct Window {
    int first = 0;
    std::vector<int> weights;
};

double triangle(double x) {
    return std::max(0.0, 1 - std::abs(x));
}

std::vector<Window> windows(int from, int to) {
    const double scale = static_cast<double>(from) / to;
    const double width = std::max(1.0, scale); // of the triangle's half
    std::vector<Window> all;
    for (int i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * scale;
        Window window;
        window.first = std::max(0, static_cast<int>(centre - width + 0.5));
        const int end = std::min(from, static_cast<int>(centre + width + 0.5));
        std::vector<double> weights;
        double sum = 0;
        for (int x = window.first; x < end; ++x) {
            weights.push_back(triangle((x - centre + 0.5) / width));
            sum += weights.back();
        }
        for (const double weight : weights)
            window.weights.push_back(
                static_cast<int>(std::lround(weight / sum * (1 << precision))));
        all.push_back(std::move(window));
    }
    return all;
}

std::uint8_t to_byte(std::int64_t sum) {
    return static_cast<std::uint8_t>(std::clamp<std::int64_t>(sum >> precision, 0, 255));
}

constexpr std::int64_t half = std::int64_t{1} << (precision - 1);

cv::Mat across(const cv::Mat& image, int width) {
    const int channels = image.channels();
    cv::Mat result(image.rows, width, image.type());
    const auto all = windows(image.cols, width);
    for (int y = 0; y < image.rows; ++y) {
        const auto* row = image.ptr<std::uint8_t>(y);
        auto* out = result.ptr<std::uint8_t>(y);
        for (const Window& window : all)
            for (int c = 0; c < channels; ++c) {
                std::int64_t sum = half;
                const auto* from = row + window.first * channels + c;
                for (const int weight : window.weights) {
                    sum += std::int64_t{*from} * weight;
                    from += channels;
                }
                *out++ = to_byte(sum);
            }
    }
    return result;
}

cv::Mat down(const cv::Mat& image, int height) {
    const int numbers = image.cols * image.channels();
    cv::Mat result(height, image.cols, image.type());
    const auto all = windows(image.rows, height);
    std::vector<std::int64_t> sums(static_cast<std::size_t>(numbers));
    for (int y = 0; y < height; ++y) {
        const Window& window = all[static_cast<std::size_t>(y)];
        std::fill(sums.begin(), sums.end(), half);
        int line = window.first;
        for (const int weight : window.weights) {
            const auto* row = image.ptr<std::uint8_t>(line++);
            for (int i = 0; i < numbers; ++i)
                sums[static_cast<std::size_t>(i)] += std::int64_t{row[i]} * weight;
        }
        auto* out = result.ptr<std::uint8_t>(y);
        for (int i = 0; i < numbers; ++i)
            out[i] = to_byte(sums[static_cast<std::size_t>(i)]);
    }
    return result;
}

} // namespace

cv::Mat resized(const cv::Mat& image, int width, int height) {
    cv::Mat result = image;
    if (image.cols != width)
        result = across(result, width);
    if (image.rows != height)
        result = down(result, height);
    return result;
}

cv::Mat resized_to(const cv::Mat& image, int side) {
    const auto in_proportion = [side](int longer, int shorter) {
        return static_cast<int>(std::int64_t{side} * longer / shorter);
    };
    return image.cols <= image.rows ? resized(image, side, in_proportion(image.rows, image.cols))
                                    : resized(image, in_proportion(image.cols, image.rows), side);
}

int centre_offset(int side, int wanted) {
    return static_cast<int>(std::nearbyint((side - wanted) / 2.0)); // halves to even
}

cv::Mat centre_crop(const cv::Mat& image, int width, int height) {
    return image(cv::Rect(centre_offset(image.cols, width), centre_offset(image.rows, height),
                          width, height));
}

} // namespace thaw
