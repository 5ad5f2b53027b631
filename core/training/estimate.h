// A mean and how well the data determine it.
#pragma once

#include "core/run/event.h"

#include <torch/types.h>

namespace thaw {

// The mean of independent values [n] (any real type or bool; computed in float64), with the
// standard error sd / sqrt(n), sd with n - 1 in the denominator; NaN for n = 1.
Reading mean_reading(const torch::Tensor& values);

} // namespace thaw
