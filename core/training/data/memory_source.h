// Examples that are in memory as a whole.
#pragma once

#include "core/training/data/example_source.h"
#include "core/training/datasets/image_set.h"

namespace thaw {

class MemorySource final : public ExampleSource {
  public:
    // `inputs` holds spec.bytes() for each target. REQUIRES: targets as `spec` says.
    MemorySource(ExampleSpec spec, std::vector<std::uint8_t> inputs, Targets targets,
                 std::string digest);
    explicit MemorySource(ImageSet set);

    const ExampleSpec& spec() const override { return spec_; }
    std::int64_t count() const override { return count_; }
    const Targets& targets() const override { return targets_; }
    std::string digest() const override { return digest_; }
    void read(std::span<const std::int64_t> ids, std::span<std::byte> into) const override;
    std::span<const std::byte> in_memory() const override {
        return std::as_bytes(std::span(inputs_));
    }

  private:
    ExampleSpec spec_;
    std::vector<std::uint8_t> inputs_;
    Targets targets_;
    std::string digest_;
    std::int64_t count_;
};

// What its images look like.
ExampleSpec spec_of(const ImageSet& set);

// All examples of a source of images in memory: what shifts are applied to. Throws what reading
// them throws.
ImageSet image_set_of(const ExampleSource& source);

} // namespace thaw
