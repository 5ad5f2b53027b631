// JPEG in memory, by libjpeg at its defaults, as Pillow and OpenCV use it.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <span>
#include <vector>

namespace thaw {

// `image` is CV_8UC1 (grey) or CV_8UC3 (red, green, blue; colour is kept at half the resolution).
// REQUIRES: no side is longer than 65,500; 1 <= quality <= 100. Throws Error(failure).
std::vector<std::uint8_t> to_jpeg(const cv::Mat& image, int quality);

// CV_8UC1 for a grey file, CV_8UC3 for any other. What is missing at the end of a file that was cut
// off is grey. Throws Error(damaged) where `bytes` is no JPEG file, of kinds of colour that a
// screen does not have, or has more than 2^28 pixels; the sentence is a reason for a longer one.
cv::Mat from_jpeg(std::span<const std::uint8_t> bytes);

// The same as red, green and blue, grey replicated, CMYK as Pillow converts it, into `image`: into
// its memory where it has the file's size already (not for CMYK). False: `bytes` is damaged, or of
// other kinds of colour.
bool colour_from_jpeg(std::span<const std::uint8_t> bytes, cv::Mat& image);

} // namespace thaw
