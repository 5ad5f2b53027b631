#include "core/training/datasets/image_set.h"

#include "core/run/sha256.h"

namespace thaw {

std::string digest_of(const ImageSet& set) {
    Sha256 hash;
    hash.add(set.pixels);
    hash.add(set.labels);
    return hash.digest();
}

ImageSet first_images(ImageSet set, std::int64_t count) {
    if (count == set.count && !set.digest.empty())
        return set;
    set.count = count;
    set.pixels.resize(static_cast<std::size_t>(count * set.pixels_per_image()));
    set.labels.resize(static_cast<std::size_t>(count));
    set.digest = digest_of(set);
    return set;
}

} // namespace thaw
