// Images and labels as tensors on the training device.
#pragma once

#include "core/run/plan.h"

#include <torch/types.h>

namespace thaw {

// images: float32 [n, 1, height, width], normalised; labels: int64 [n]. Same device.
struct Examples {
    torch::Tensor images;
    torch::Tensor labels;

    std::int64_t count() const { return labels.size(0); }
    Examples slice(std::int64_t begin, std::int64_t end) const {
        return {images.slice(0, begin, end), labels.slice(0, begin, end)};
    }
    Examples at(const torch::Tensor& indices) const {
        return {images.index_select(0, indices), labels.index_select(0, indices)};
    }
};

// A split with its examples. Images of OOD splits are kept as bytes until they are evaluated:
// twenty float copies of a test set would not fit everywhere.
struct Split {
    SplitInfo info;
    torch::Tensor pixels; // uint8 [n, 1, height, width], on the CPU
    torch::Tensor labels; // int64 [n]
};

} // namespace thaw
