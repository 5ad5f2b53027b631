// Batch normalisation in train mode with a batch's own mean and variance, right to rounding:
// LibTorch 1.13 adds up tens of thousands of float32 numbers one by one where channels lie side by
// side, which leaves errors of 1e-4, and 1e-3 where a channel's mean is far from 0.
#pragma once

#include <torch/types.h>

namespace thaw {

// Mean and (biased) variance by channel of x [n, c, h, w], float64 [c] each. The same bits whatever
// the number of threads. REQUIRES: float32 on the CPU.
std::pair<torch::Tensor, torch::Tensor> channel_statistics(const torch::Tensor& x);

// torch::batch_norm in train mode: y, and the running statistics moved on by `momentum`. May be
// differentiated once. What channel_statistics does not cover goes LibTorch's own way.
torch::Tensor train_batch_norm(const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias, torch::Tensor& running_mean,
                               torch::Tensor& running_var, double momentum, double eps);

} // namespace thaw
