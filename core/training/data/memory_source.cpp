#include "core/training/data/memory_source.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace thaw {

ExampleSpec spec_of(const ImageSet& set) {
    ExampleSpec spec;
    spec.shape = {set.height, set.width, set.channels};
    spec.outputs = set.classes;
    spec.classes = set.names;
    return spec;
}

MemorySource::MemorySource(ExampleSpec spec, std::vector<std::uint8_t> inputs, Targets targets,
                           std::string digest)
    : spec_(std::move(spec)), inputs_(std::move(inputs)), targets_(std::move(targets)),
      digest_(std::move(digest)),
      count_(static_cast<std::int64_t>(inputs_.size()) / std::max<std::int64_t>(1, spec_.bytes())) {
}

MemorySource::MemorySource(ImageSet set)
    : MemorySource(spec_of(set), std::move(set.pixels), {std::move(set.labels), {}},
                   std::move(set.digest)) {}

void MemorySource::read(std::span<const std::int64_t> ids, std::span<std::byte> into) const {
    const auto size = static_cast<std::size_t>(spec_.bytes());
    for (std::size_t i = 0; i < ids.size(); ++i)
        std::memcpy(into.data() + i * size,
                    inputs_.data() + static_cast<std::size_t>(ids[i]) * size, size);
}

ImageSet image_set_of(const ExampleSource& source) {
    const ExampleSpec& spec = source.spec();
    ImageSet set{source.count(), spec.shape.at(0), spec.shape.at(1),
                 static_cast<int>(spec.outputs)};
    set.channels = spec.shape.at(2);
    set.names = spec.classes;
    set.labels = source.targets().labels;
    set.digest = source.digest();
    set.pixels.resize(static_cast<std::size_t>(source.count() * spec.bytes()));
    std::vector<std::int64_t> ids(static_cast<std::size_t>(source.count()));
    std::iota(ids.begin(), ids.end(), std::int64_t{0});
    source.read(ids, std::as_writable_bytes(std::span(set.pixels)));
    return set;
}

} // namespace thaw
