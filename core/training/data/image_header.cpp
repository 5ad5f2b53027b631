// What the first bytes of a picture say.
#include "core/training/data/image_file.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string_view>

namespace thaw {

namespace {

using namespace std::string_view_literals;
using Bytes = std::span<const std::uint8_t>;

bool begins(Bytes bytes, std::string_view with, std::size_t at = 0) {
    return bytes.size() >= at + with.size() &&
           std::equal(with.begin(), with.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

std::int64_t big(Bytes bytes, std::size_t at, std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << 8 | bytes[at + i];
    return value;
}
std::int64_t little(Bytes bytes, std::size_t at, std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = count; i-- > 0;)
        value = value << 8 | bytes[at + i];
    return value;
}

cv::Size size_of(std::int64_t width, std::int64_t height) {
    constexpr std::int64_t most = 1 << 30;
    return {static_cast<int>(std::clamp<std::int64_t>(width, 0, most)),
            static_cast<int>(std::clamp<std::int64_t>(height, 0, most))};
}

// From within a scan's data to the next marker that is no restart and no stuffed byte.
std::size_t next_marker(Bytes bytes, std::size_t at) {
    while (at + 1 < bytes.size()) {
        const void* found = std::memchr(&bytes[at], 0xFF, bytes.size() - at - 1);
        if (found == nullptr)
            break;
        at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
        if (bytes[at + 1] != 0 && (bytes[at + 1] < 0xD0 || bytes[at + 1] > 0xD7))
            return at;
        at += 2;
    }
    return bytes.size();
}

// Calls `segment(marker, content)` for each marker segment of a JPEG, scans skipped over, until
// that gives false. True: the end of the image was reached.
template <class Segment>
bool walk_jpeg(Bytes bytes, const Segment& segment) {
    constexpr std::uint8_t end = 0xD9, scan = 0xDA;
    std::size_t at = 2;
    while (at + 1 < bytes.size()) {
        if (bytes[at] != 0xFF) { // data of a scan, or filling
            ++at;
            continue;
        }
        const std::uint8_t marker = bytes[at + 1];
        at += marker == 0xFF ? 1 : 2; // filling; the marker may begin with its last byte
        const bool alone = marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD8);
        if (marker == end)
            return true;
        if (alone || marker == 0xFF)
            continue;
        if (at + 2 > bytes.size())
            return false;
        const auto length = static_cast<std::size_t>(big(bytes, at, 2));
        if (length < 2 || at + length > bytes.size())
            return false;
        if (!segment(marker, bytes.subspan(at + 2, length - 2)))
            return false;
        at += length;
        if (marker == scan)
            at = next_marker(bytes, at);
    }
    return false;
}

std::optional<cv::Size> jpeg_size(Bytes bytes) {
    std::optional<cv::Size> found;
    walk_jpeg(bytes, [&](std::uint8_t marker, Bytes content) {
        const bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && content.size() >= 5)
            found = size_of(big(content, 3, 2), big(content, 1, 2));
        return !found;
    });
    return found;
}

std::optional<cv::Size> pnm_size(Bytes bytes) {
    std::size_t at = 2;
    std::int64_t numbers[2] = {};
    for (std::int64_t& number : numbers) {
        while (at < bytes.size() && (std::isspace(bytes[at]) != 0 || bytes[at] == '#'))
            if (bytes[at++] == '#') // a comment
                while (at < bytes.size() && bytes[at] != '\n')
                    ++at;
        if (at >= bytes.size() || std::isdigit(bytes[at]) == 0)
            return {};
        while (at < bytes.size() && std::isdigit(bytes[at]) != 0)
            number = std::min<std::int64_t>(number * 10 + bytes[at++] - '0', 1 << 30);
    }
    return size_of(numbers[0], numbers[1]);
}

std::optional<cv::Size> webp_size(Bytes bytes) {
    constexpr std::int64_t mask = 0x3FFF;
    if (bytes.size() < 30)
        return {};
    if (begins(bytes, "VP8X", 12))
        return size_of(1 + little(bytes, 24, 3), 1 + little(bytes, 27, 3));
    if (begins(bytes, "VP8L", 12)) {
        const std::int64_t bits = little(bytes, 21, 4);
        return size_of(1 + (bits & mask), 1 + (bits >> 14 & mask));
    }
    return size_of(little(bytes, 26, 2) & mask, little(bytes, 28, 2) & mask);
}

bool is_pnm(Bytes bytes) {
    return bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
           (std::isspace(bytes[2]) != 0 || bytes[2] == '#');
}

} // namespace

bool is_jpeg(Bytes bytes) {
    return begins(bytes, "\xFF\xD8\xFF");
}

std::optional<cv::Size> image_size(Bytes bytes) {
    if (is_jpeg(bytes))
        return jpeg_size(bytes);
    if (begins(bytes, "\x89PNG\r\n\x1A\n") && bytes.size() >= 24)
        return size_of(big(bytes, 16, 4), big(bytes, 20, 4));
    if (begins(bytes, "BM") && bytes.size() >= 26) {
        if (little(bytes, 14, 4) == 12) // of OS/2
            return size_of(little(bytes, 18, 2), little(bytes, 20, 2));
        const std::int64_t height = little(bytes, 22, 4); // from the top where it is below zero
        constexpr std::int64_t wrap = std::int64_t{1} << 32;
        return size_of(little(bytes, 18, 4), height < wrap / 2 ? height : wrap - height);
    }
    if (begins(bytes, "RIFF") && begins(bytes, "WEBP", 8))
        return webp_size(bytes);
    if (is_pnm(bytes))
        return pnm_size(bytes);
    return {};
}

bool is_whole(Bytes bytes) {
    if (is_jpeg(bytes))
        return walk_jpeg(bytes, [](std::uint8_t, Bytes) { return true; });
    const auto size = static_cast<std::int64_t>(bytes.size());
    if (begins(bytes, "\x89PNG")) { // its last chunk is empty
        constexpr std::string_view end("\0\0\0\0IEND", 8);
        return std::search(bytes.begin(), bytes.end(), end.begin(), end.end(),
                           [](std::uint8_t a, char b) {
                               return a == static_cast<std::uint8_t>(b);
                           }) != bytes.end();
    }
    if (begins(bytes, "BM") && size >= 6)
        return little(bytes, 2, 4) <= size;
    return true;
}

bool has_image_extension(const std::string& name) {
    const auto point = name.rfind('.');
    if (point == std::string::npos)
        return false;
    std::string end = name.substr(point);
    std::transform(end.begin(), end.end(), end.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    });
    constexpr std::string_view all[] = {".jpg", ".jpeg", ".png", ".ppm",
                                        ".pgm", ".pbm",  ".bmp", ".webp"};
    return std::find(std::begin(all), std::end(all), end) != std::end(all);
}

} // namespace thaw
