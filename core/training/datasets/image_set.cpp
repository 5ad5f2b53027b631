#include "core/training/datasets/image_set.h"

#include "core/run/sha256.h"

namespace thaw {

std::vector<std::uint8_t> label_bytes(const ImageSet& set) {
    const int bytes = set.classes <= 256 ? 1 : 4;
    std::vector<std::uint8_t> labels;
    labels.reserve(set.labels.size() * static_cast<std::size_t>(bytes));
    for (const auto label : set.labels)
        for (int byte = 0; byte < bytes; ++byte)
            labels.push_back(
                static_cast<std::uint8_t>(static_cast<std::uint32_t>(label) >> (8 * byte)));
    return labels;
}

std::string digest_of(const ImageSet& set) {
    Sha256 hash;
    hash.add(set.pixels);
    hash.add(label_bytes(set));
    return hash.digest();
}

ImageSet first_images(ImageSet set, std::int64_t count) {
    if (count == set.count && !set.digest.empty())
        return set;
    set.count = count;
    set.pixels.resize(static_cast<std::size_t>(count * set.values_per_image()));
    set.labels.resize(static_cast<std::size_t>(count));
    set.digest = digest_of(set);
    return set;
}

ImageSet images_at(const ImageSet& set, std::span<const std::int64_t> places) {
    ImageSet some{static_cast<std::int64_t>(places.size()), set.height, set.width, set.classes};
    some.channels = set.channels;
    some.names = set.names;
    some.pixels.reserve(places.size() * static_cast<std::size_t>(set.values_per_image()));
    for (const std::int64_t place : places) {
        const auto image = set.image(place);
        some.pixels.insert(some.pixels.end(), image.begin(), image.end());
        some.labels.push_back(set.labels[static_cast<std::size_t>(place)]);
    }
    some.digest = digest_of(some);
    return some;
}

} // namespace thaw
