#include "core/training/estimate.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

namespace thaw {

Reading mean_reading(const torch::Tensor& values) {
    const torch::Tensor x = values.detach().to(torch::kCPU, torch::kDouble).flatten();
    const std::int64_t n = x.numel();
    const double error = n > 1 ? x.std().item<double>() / std::sqrt(static_cast<double>(n))
                               : std::numeric_limits<double>::quiet_NaN();
    return {x.mean().item<double>(), error, n};
}

} // namespace thaw
