// Files of the MNIST family: "idx", plain or gzipped.
//
// An idx file is a big-endian magic number (0x00000803: bytes in three dimensions, grey images;
// 0x00000804: in four, images of several channels, which come last; 0x00000801: in one, labels),
// one 32-bit size a dimension, and the bytes. Format: LeCun, Cortes & Burges, "The MNIST database
// of handwritten digits".
//
// The sizes in a header are not trusted: memory grows with the bytes that are really there.
// All functions throw Error(failure) if a file cannot be opened, read or written, and
// Error(damaged) if it is not what its header or its name promises. Thread-safe.
#pragma once

#include "core/training/datasets/image_set.h"

#include <filesystem>

namespace thaw {

inline constexpr std::uint32_t idx_image_magic = 0x00000803;
inline constexpr std::uint32_t idx_colour_magic = 0x00000804;
inline constexpr std::uint32_t idx_label_magic = 0x00000801;

struct IdxImages {
    std::int64_t count = 0, height = 0, width = 0; // each at least 1
    std::int64_t channels = 1;                     // likewise
    std::vector<std::uint8_t> pixels = {};         // as in ImageSet
};

// `digest`, where it is not null, gets the SHA-256 of the whole file, unpacked. Of `channels`, 1
// stands for a file of three dimensions, more for one of four.
IdxImages read_idx_images(const std::filesystem::path& path, std::string* digest = nullptr,
                          std::int64_t channels = 1);
std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path,
                                          std::string* digest = nullptr);
// The same digest alone, of any file.
std::string digest_of_content(const std::filesystem::path& path);

// Both files together; first_images() gives the set its digest. content_digest() knows theirs
// afterwards. Damaged too: a label that is not below `classes`, or not as many labels as images.
ImageSet read_image_set(const std::filesystem::path& images, const std::filesystem::path& labels,
                        int classes);

// What such a file of images begins with.
std::vector<std::uint8_t> idx_image_header(std::int64_t count, std::int64_t height,
                                           std::int64_t width, std::int64_t channels);

// Gzipped if the name ends in ".gz". Three dimensions for one channel, four for more. REQUIRES:
// `pixels` holds count x height x width x channels bytes, and no size is larger than 32767 (height,
// width), 255 (channels) or 2^32 - 1 (count).
void write_idx_images(const std::filesystem::path& path, std::span<const std::uint8_t> pixels,
                      std::int64_t count, std::int64_t height, std::int64_t width,
                      std::int64_t channels = 1);
void write_idx_labels(const std::filesystem::path& path, std::span<const std::uint8_t> labels);

} // namespace thaw
