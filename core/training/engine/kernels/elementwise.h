// Vector loops over plain memory, compiled for every instruction set of the architecture and chosen
// when the program runs (Highway). NaN passes through all of them, as through LibTorch's own.
#pragma once

#include <cstddef>

namespace thaw::kernels {

// y_i = max(a_i + b_i, 0); y may be a or b.
void add_relu(const float* a, const float* b, float* y, std::size_t n);

// out_i = d_i + more_i where y_i > 0, else 0: the gradient through a ReLU whose output was y.
// `more` may be null: nothing to add.
void relu_gradient(const float* d, const float* more, const float* y, float* out, std::size_t n);

// The instruction set that was chosen on this machine: "AVX3", "NEON".
const char* instruction_set();

} // namespace thaw::kernels
