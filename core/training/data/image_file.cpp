#include "core/training/data/image_file.h"

#include "core/run/error.h"
#include "core/training/datasets/jpeg.h"

#include <limits>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace thaw {

namespace {

constexpr std::int64_t most_pixels = std::int64_t{1} << 28; // 800 MB in colour

// Pillow's weights, which leave grey as it is.
cv::Mat to_grey(const cv::Mat& red_green_blue) {
    cv::Mat grey(red_green_blue.size(), CV_8UC1);
    for (int y = 0; y < grey.rows; ++y) {
        const auto* from = red_green_blue.ptr<std::uint8_t>(y);
        auto* out = grey.ptr<std::uint8_t>(y);
        for (int x = 0; x < grey.cols; ++x, from += 3)
            out[x] = static_cast<std::uint8_t>(
                (from[0] * 19595 + from[1] * 38470 + from[2] * 7471 + 0x8000) >> 16);
    }
    return grey;
}

// OpenCV decodes everything, but gives JPEG's pixels in another order, one by one.
cv::Mat to_colour(std::span<const std::uint8_t> bytes, cv::Mat into) {
    if (is_jpeg(bytes) && colour_from_jpeg(bytes, into))
        return into;
    cv::Mat image;
    try {
        // The matrix is only looked at.
        const cv::Mat data(1, static_cast<int>(bytes.size()), CV_8UC1,
                           const_cast<std::uint8_t*>(bytes.data()));
        image = cv::imdecode(data, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    } catch (const cv::Exception&) { // as good as no image
    }
    if (!image.empty())
        cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
    return image;
}

} // namespace

DecodedImage decode_image(std::span<const std::uint8_t> bytes, int channels, const cv::Mat& into) {
    if (bytes.empty())
        return {{}, tr("the file is empty")};
    const auto size = image_size(bytes);
    if (!size)
        return {{}, tr("it is none of JPEG, PNG, PPM, BMP and WebP, or is cut short")};
    if (size->width < 1 || size->height < 1)
        return {{}, sentence("it says that it has {} x {} pixels", size->width, size->height)};
    if (std::int64_t{size->width} * size->height > most_pixels ||
        bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        return {{},
                sentence("its {} x {} pixels are more than are read", size->width, size->height)};
    if (!is_whole(bytes))
        return {{}, tr("it is cut short")};
    const cv::Mat image = to_colour(bytes, channels == 1 ? cv::Mat() : into);
    if (image.empty())
        return {{}, tr("it is damaged or cut short")};
    return {channels == 1 ? to_grey(image) : image, {}};
}

} // namespace thaw
