// The convolution of one image whose outputs fit a few vectors: sums of neighbouring pixels are
// held in registers while all weights go by. oneDNN fills its vectors with channels that are not
// there, or goes through copies; from 1 to 32 channels this takes 0.2 to 0.8 of its time.
#pragma once

#include "core/training/engine/kernels/convolution_norms.h"

#include <vector>

namespace thaw::kernels {

// Whether it knows the shape and is the faster way.
bool direct_is_faster(const ConvolutionShape& shape);

// [outputs, channels, kernel, kernel] in the order in which direct_convolution() takes it.
std::vector<float> packed_weight(const ConvolutionShape& shape, const float* weight);

// x [height, width, channels] -> y [out_height, out_width, outputs], cut at 0 where `relu` says so.
// bias: [outputs]. `scratch` is the caller's, one a thread, and grows as needed. REQUIRES:
// direct_is_faster(shape).
void direct_convolution(const ConvolutionShape& shape, const float* packed, const float* bias,
                        const float* x, float* y, bool relu, std::vector<float>& scratch);

} // namespace thaw::kernels
