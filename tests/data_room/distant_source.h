// Examples whose bytes are not to be had at once, as those on disk.
#pragma once

#include "core/training/data/memory_source.h"

namespace thaw {

class DistantSource final : public ExampleSource {
  public:
    explicit DistantSource(const ImageSet& set) : inner_(set) {}
    const ExampleSpec& spec() const override { return inner_.spec(); }
    std::int64_t count() const override { return inner_.count(); }
    const Targets& targets() const override { return inner_.targets(); }
    std::string digest() const override { return inner_.digest(); }
    void read(std::span<const std::int64_t> ids, std::span<std::byte> into) const override {
        inner_.read(ids, into);
    }

  private:
    MemorySource inner_;
};

} // namespace thaw
