// PyTorch's 2-d convolution with a second derivative that is as fast as the first.
//
// LibTorch differentiates the weight gradient through a convolution whose kernel is as large as
// the image, several times slower than a gradient. Every term of the second derivative is itself a
// convolution, a transposed one or a weight gradient, and is taken as such here. Values and first
// derivatives are LibTorch's own, bit for bit, but for the weight gradient of a 1 x 1 convolution
// with a stride.
#pragma once

#include <torch/types.h>

#include <array>
#include <tuple>

namespace thaw {

// x [n, in, h, w], weight [out, in, k, k], bias [out] or undefined -> [n, out, h', w'].
torch::Tensor convolution(const torch::Tensor& x, const torch::Tensor& weight,
                          const torch::Tensor& bias, std::int64_t stride, std::int64_t padding);

// The gradients by x, weight and bias (those wanted) of an output whose gradient is g; for callers
// that keep no autograd graph.
std::tuple<torch::Tensor, torch::Tensor, torch::Tensor>
convolution_gradients(const torch::Tensor& g, const torch::Tensor& x, const torch::Tensor& weight,
                      std::int64_t stride, std::int64_t padding, std::array<bool, 3> wanted);

} // namespace thaw
