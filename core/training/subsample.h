// The shortcut without parameters of residual networks whose stages change shape: every so many
// pixels, channels of zeros around them (He et al. 2016, arXiv 1512.03385, "option A").
#pragma once

#include "core/training/operation.h"

#include <torch/types.h>

namespace thaw {

// x [n, c, h, w] -> [n, before + c + behind, ceil(h / stride), ceil(w / stride)], channels side by
// side in memory.
torch::Tensor subsampled(const torch::Tensor& x, const SubsampleOperation& operation);
// The gradient by x [rows, c, height, width] of an output whose gradient is d.
torch::Tensor subsampled_gradient(const torch::Tensor& d, const SubsampleOperation& operation,
                                  std::int64_t height, std::int64_t width);

} // namespace thaw
