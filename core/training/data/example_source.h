// Where examples come from: memory, a folder of images, a table.
#pragma once

#include "core/training/data/example_spec.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace thaw {

// What should come out for each example, in memory as a whole: one of the two is filled, by
// ExampleSpec::targets.
struct Targets {
    std::vector<std::int32_t> labels; // [count], each below spec().outputs
    std::vector<float> reals;         // [count, outputs]
};

// Knows nothing of tensors. Its methods may be called from several threads at once.
class ExampleSource {
  public:
    virtual ~ExampleSource() = default;

    virtual const ExampleSpec& spec() const = 0;
    virtual std::int64_t count() const = 0;
    virtual const Targets& targets() const = 0;
    // SHA-256 over inputs and targets, or over what stands for them (a folder's names and files).
    virtual std::string digest() const = 0;
    // Writes the inputs of examples `ids` one behind the other, spec().bytes() each. REQUIRES: each
    // id is below count(); `into` is as large as all of them. Throws Error(failure) where a file
    // can no longer be read.
    virtual void read(std::span<const std::int64_t> ids, std::span<std::byte> into) const = 0;
    // All inputs in memory, one behind the other; empty where they are not.
    virtual std::span<const std::byte> in_memory() const { return {}; }
};

} // namespace thaw
