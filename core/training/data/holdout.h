// Examples that are kept from training by chance.
#pragma once

#include "core/training/data/example_source.h"

#include <utility>

namespace thaw {

struct Holdout {
    std::vector<std::int64_t> kept, held; // both in their order
};

// round(share * count) examples are held, drawn by (seed, stream). Throws Error(usage) where that
// leaves none on one side; `key` names the setting for that sentence.
Holdout hold_out(std::int64_t count, double share, std::uint64_t seed, const char* stream,
                 const std::string& key);

using Sources =
    std::pair<std::shared_ptr<const ExampleSource>, std::shared_ptr<const ExampleSource>>;
// What is kept and what is held of a source.
Sources divided(const std::shared_ptr<const ExampleSource>& whole, const Holdout& parts);

} // namespace thaw
