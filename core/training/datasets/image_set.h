// Labelled grey images in memory: what a dataset holds and a shift is applied to.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace thaw {

struct ImageSet {
    std::int64_t count = 0, height = 0, width = 0;
    int classes = 0;
    std::vector<std::uint8_t> pixels; // count x height x width, row-major; 0 is black, 255 white
    std::vector<std::uint8_t> labels; // count of them, each below `classes`
    std::string digest;               // SHA-256 over `pixels` followed by `labels`

    std::int64_t pixels_per_image() const { return height * width; }
    // The pixels of image `index`, row-major. REQUIRES: 0 <= index < count.
    std::span<const std::uint8_t> image(std::int64_t index) const {
        const auto size = static_cast<std::size_t>(pixels_per_image());
        return std::span(pixels).subspan(static_cast<std::size_t>(index) * size, size);
    }
};

// What belongs into `digest`.
std::string digest_of(const ImageSet& set);

// The first `count` images, with the digest of those, which `set` need not have. REQUIRES: 0 <=
// count <= set.count.
ImageSet first_images(ImageSet set, std::int64_t count);

} // namespace thaw
