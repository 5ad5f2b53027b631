// A split of the data as tensors, made from its source when asked for.
#pragma once

#include "core/run/plan.h"
#include "core/training/data/example_source.h"

#include <torch/types.h>

#include <memory>
#include <vector>

namespace thaw {

// Some examples as the network takes them, on its device. Images: float32 [n, channels, height,
// width]; vectors: float32 [n, numbers]. Targets: int64 [n] for classes, float32 [n, outputs] for
// real numbers.
struct Examples {
    torch::Tensor inputs;
    torch::Tensor targets;

    std::int64_t count() const { return targets.size(0); }
    Examples slice(std::int64_t begin, std::int64_t end) const {
        return {inputs.slice(0, begin, end), targets.slice(0, begin, end)};
    }
    Examples at(const torch::Tensor& indices) const {
        return {inputs.index_select(0, indices), targets.index_select(0, indices)};
    }
};

// What bytes become: (x / 255 - mean) / deviation by channel, of the middle `crop` x `crop` pixels
// (0: all) with `pad` black ones on every side. Vectors stay as they are.
struct Preparation {
    std::int64_t crop = 0, pad = 0;
    bool reversed = false;               // the last channel first: blue, green, red
    std::vector<double> mean, deviation; // one a channel; empty: x / 255
};

// Immutable; may be asked from several threads at once.
class ExampleSet {
  public:
    ExampleSet(SplitInfo info, std::shared_ptr<const ExampleSource> source,
               const Preparation& preparation, torch::Device device);

    const SplitInfo& info() const { return info_; }
    const ExampleSource& source() const { return *source_; }
    std::int64_t count() const { return source_->count(); }
    // On the CPU; all of them.
    const torch::Tensor& targets() const { return targets_; }

    // Examples [begin, end), or those whose places are `indices`, int64 [n] on the CPU.
    Examples slice(std::int64_t begin, std::int64_t end) const;
    Examples at(const torch::Tensor& indices) const;
    // The first `count` as a set of their own. REQUIRES: count <= count().
    ExampleSet first(std::int64_t count) const;
    // Their inputs alone.
    torch::Tensor inputs_at(const torch::Tensor& indices) const;
    // What bytes [n, height, width, channels] become that were cropped already: of images as they
    // are seen, before padding.
    torch::Tensor inputs_of(std::span<const std::byte> images) const;
    std::int64_t seen_height() const { return height_; }
    std::int64_t seen_width() const { return width_; }

  private:
    struct Images; // where the bytes of some lie
    torch::Tensor prepared(const Images& images) const;
    torch::Tensor vectors(std::span<const std::int64_t> ids) const;

    SplitInfo info_;
    std::shared_ptr<const ExampleSource> source_;
    torch::Device device_;
    torch::Tensor targets_;
    std::int64_t height_ = 0, width_ = 0, pad_ = 0;
    bool reversed_ = false;
    std::vector<float> table_; // of each channel's 256 bytes, in [byte, channel]
};

} // namespace thaw
