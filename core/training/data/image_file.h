// Pictures out of files: JPEG, PNG, PPM (and PGM, PBM), BMP and WebP.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <span>
#include <string>

namespace thaw {

// The extensions of such files, in small letters with the point: what a folder of images is
// searched for.
bool has_image_extension(const std::string& name);

struct DecodedImage {
    cv::Mat image;     // CV_8UC1 or CV_8UC3 (red, green, blue); empty: it is none
    std::string fault; // then: why, translated, within a sentence: "it is cut short"
};

// As Pillow's open().convert("RGB") or, for one channel, convert("L") gives it: grey is replicated,
// a palette looked up, CMYK converted, transparency dropped, and 16 bits cut to 8. EXIF's
// orientation is ignored, as torchvision does. The size in a header is looked at before anything is
// allocated. A JPEG in colour of the size of `into`, CV_8UC3, is written there instead of into new
// memory. REQUIRES: channels is 1 or 3. Thread-safe.
DecodedImage decode_image(std::span<const std::uint8_t> bytes, int channels,
                          const cv::Mat& into = {});

// What a header says of width and height; nothing where it is none of these formats.
std::optional<cv::Size> image_size(std::span<const std::uint8_t> bytes);

bool is_jpeg(std::span<const std::uint8_t> bytes); // by its first bytes

// Whether a picture goes on to its end, as far as can be told without decoding it: libjpeg fills up
// one that is cut short with grey, and OpenCV complains of others on stderr.
bool is_whole(std::span<const std::uint8_t> bytes);

} // namespace thaw
