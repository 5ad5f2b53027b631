// Some of another source's examples: a holdout, the first few.
#pragma once

#include "core/training/data/example_source.h"

namespace thaw {

class SubsetSource final : public ExampleSource {
  public:
    // Example i is example places[i] of `whole`. REQUIRES: each lies below whole->count().
    SubsetSource(std::shared_ptr<const ExampleSource> whole, std::vector<std::int64_t> places);

    const ExampleSpec& spec() const override { return whole_->spec(); }
    std::int64_t count() const override { return static_cast<std::int64_t>(places_.size()); }
    const Targets& targets() const override { return targets_; }
    // Over the whole's digest and the places.
    std::string digest() const override;
    void read(std::span<const std::int64_t> ids, std::span<std::byte> into) const override;

  private:
    std::shared_ptr<const ExampleSource> whole_;
    std::vector<std::int64_t> places_;
    Targets targets_;
};

// The same examples in a fixed random order where they lie sorted by class, as folders of classes
// do: otherwise the first few would be of one class, and readings look at the first few. Other
// sources as they are.
std::shared_ptr<const ExampleSource>
mixed_if_sorted(const std::shared_ptr<const ExampleSource>& source);

} // namespace thaw
