#include "core/training/datasets/image_set.h"

#include "core/run/sha256.h"

namespace thaw {

std::string digest_of(const ImageSet& set) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(set.pixels.size() + set.labels.size());
    bytes.insert(bytes.end(), set.pixels.begin(), set.pixels.end());
    bytes.insert(bytes.end(), set.labels.begin(), set.labels.end());
    return sha256(bytes);
}

ImageSet first_images(ImageSet set, std::int64_t count) {
    if (count == set.count)
        return set;
    set.count = count;
    set.pixels.resize(static_cast<std::size_t>(count * set.pixels_per_image()));
    set.labels.resize(static_cast<std::size_t>(count));
    set.digest = digest_of(set);
    return set;
}

} // namespace thaw
