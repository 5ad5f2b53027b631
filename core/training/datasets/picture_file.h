// Photographs and drawings as people keep them: PNG and JPEG files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <span>
#include <vector>

namespace thaw {

// All bytes of a file. Throws Error(failure) if it cannot be opened or read.
std::vector<std::uint8_t> picture_bytes(const std::filesystem::path& file);

// The picture in `bytes` in colour: CV_8UC3, red, green, blue; a grey one has three equal channels.
// What is transparent keeps its colour. `file` is for messages. Throws Error(damaged).
cv::Mat3b colour_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& file);

} // namespace thaw
