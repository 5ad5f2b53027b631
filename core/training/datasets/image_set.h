// Labelled images in memory: what a dataset holds and a shift is applied to.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace thaw {

struct ImageSet {
    std::int64_t count = 0, height = 0, width = 0;
    int classes = 0;
    // count x height x width x channels, row-major, the channels of a pixel side by side (red,
    // green, blue); 0 is black, 255 white.
    std::vector<std::uint8_t> pixels = {};
    std::vector<std::int32_t> labels = {}; // count of them, each from 0 and below `classes`
    std::string digest = {};               // digest_of() this set, once it is known
    std::int64_t channels = 1;             // 1: grey, 3: colour
    std::vector<std::string> names = {};   // of the classes; may be empty

    std::int64_t values_per_image() const { return height * width * channels; }
    // The values of image `index`, as in `pixels`. REQUIRES: 0 <= index < count.
    std::span<const std::uint8_t> image(std::int64_t index) const {
        const auto size = static_cast<std::size_t>(values_per_image());
        return std::span(pixels).subspan(static_cast<std::size_t>(index) * size, size);
    }
};

// SHA-256 over `pixels` followed by `labels`, a label as one byte where there are at most 256
// classes, else as four, the lowest first.
std::string digest_of(const ImageSet& set);

// The labels as they are there.
std::vector<std::uint8_t> label_bytes(const ImageSet& set);

// The first `count` images, with the digest of those, which `set` need not have. REQUIRES: 0 <=
// count <= set.count.
ImageSet first_images(ImageSet set, std::int64_t count);

// The images at these places, with their digest. REQUIRES: each is from 0 and below set.count.
ImageSet images_at(const ImageSet& set, std::span<const std::int64_t> places);

} // namespace thaw
