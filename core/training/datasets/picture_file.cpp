#include "core/training/datasets/picture_file.h"

#include "core/run/error.h"
#include "core/training/datasets/jpeg.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <opencv2/imgproc.hpp>
#include <png.h>
#include <system_error>

namespace thaw {
namespace {

constexpr std::array<std::uint8_t, 4> png_mark = {0x89, 'P', 'N', 'G'};
constexpr std::array<std::uint8_t, 3> jpeg_mark = {0xff, 0xd8, 0xff};

template <class Mark>
bool begins_with(std::span<const std::uint8_t> bytes, const Mark& mark) {
    return bytes.size() >= mark.size() && std::equal(mark.begin(), mark.end(), bytes.begin());
}

cv::Mat3b from_png(std::span<const std::uint8_t> bytes) {
    constexpr std::uint64_t most_pixels = std::uint64_t{1} << 28U;
    png_image header = {};
    header.version = PNG_IMAGE_VERSION;
    const auto fail = [&header] {
        const std::string words = header.message;
        png_image_free(&header);
        return Error(Fault::damaged, words);
    };
    if (png_image_begin_read_from_memory(&header, bytes.data(), bytes.size()) == 0)
        throw fail();
    if (std::uint64_t{header.width} * header.height > most_pixels) {
        png_image_free(&header);
        throw Error(Fault::damaged, fmt::format("{} x {}", header.width, header.height));
    }
    header.format = PNG_FORMAT_RGBA; // without A it would be laid over black
    cv::Mat4b all(static_cast<int>(header.height), static_cast<int>(header.width));
    if (png_image_finish_read(&header, nullptr, all.data, 0, nullptr) == 0)
        throw fail();
    cv::Mat3b picture;
    cv::cvtColor(all, picture, cv::COLOR_RGBA2RGB);
    return picture;
}

cv::Mat3b in_colour(const cv::Mat& picture) {
    if (picture.channels() == 3)
        return picture;
    cv::Mat3b colour;
    cv::cvtColor(picture, colour, cv::COLOR_GRAY2RGB);
    return colour;
}

} // namespace

std::vector<std::uint8_t> picture_bytes(const std::filesystem::path& file) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::vector<std::uint8_t> bytes;
    std::array<char, 65536> block{};
    while (in.read(block.data(), block.size()), in.gcount() > 0)
        bytes.insert(bytes.end(), block.begin(), block.begin() + in.gcount());
    if (in.bad() || bytes.empty()) // a folder can be opened and not read
        throw failure("The picture {} cannot be read ({}). Check that it is there and may be read.",
                      file.string(), std::generic_category().message(errno == 0 ? EIO : errno));
    return bytes;
}

cv::Mat3b colour_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& file) {
    const bool png = begins_with(bytes, png_mark);
    if (!png && !begins_with(bytes, jpeg_mark))
        throw damaged("{} is neither a PNG nor a JPEG file. Replace it with a fresh copy.",
                      file.string());
    try {
        return png ? from_png(bytes) : in_colour(from_jpeg(bytes));
    } catch (const Error& error) {
        throw damaged("The picture {} cannot be decoded ({}). Replace it with a fresh copy.",
                      file.string(), error.what());
    }
}

} // namespace thaw
