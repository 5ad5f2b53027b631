// The squared norm of one example's gradient by the parameters of a convolution and of the
// BatchNorm layer behind it, without the gradient itself ever being stored.
//
// With G' = sum over output pixels t of d_t (x) patch_t, where d is the gradient by the layer's
// output with BatchNorm folded in (w' = s w, s = gamma / sqrt(var + eps)):
//     |dL/dw|^2 = sum_o s_o^2 |G'_o|^2,  dL/dbeta_o = sum_t d_to,
//     dL/dgamma_o = (<w_o, G'_o> + (bias_o - mean_o) dL/dbeta_o) / sqrt(var_o + eps).
// Two ways to |G'_o|^2: tiles of G' that are summed over all pixels in registers and squared there,
// and, where there are few pixels and many channels, the inner products of pixels, because
//     sum_o s_o^2 |G'_o|^2 = sum_{t,u} <s d_t, s d_u> sum_{taps} <x_{t+tap}, x_{u+tap}>.
#pragma once

#include <cstdint>
#include <vector>

namespace thaw::kernels {

// Channels lie side by side: x [height, width, channels], d and y [out_height, out_width, outputs].
struct ConvolutionShape {
    std::int64_t channels = 0, height = 0, width = 0;
    std::int64_t outputs = 0, out_height = 0, out_width = 0;
    std::int64_t kernel = 1, stride = 1, padding = 0;
};

// What it multiplies with; all vectors [outputs] where they are not empty.
struct ConvolutionWeights {
    bool bias = false;
    // BatchNorm, empty without: s, 1 / sqrt(var + eps), bias - mean, and beta + s (bias - mean).
    std::vector<float> scale, inverse_deviation, offset, shift;
    // BatchNorm: the weights as [kernel, kernel, channels, padded_outputs], zeros at the end of
    // each row.
    std::vector<float> weight;
};
// Outputs rounded up to what the tiles take at once.
std::int64_t padded_outputs(std::int64_t outputs);

// Whether the second way is the cheaper one here. It needs the layer's folded output y, at least
// where d is not 0, and no gamma that is 0.
bool pixels_are_cheaper(const ConvolutionShape& shape);

// `y`: null for the first way. `scratch` is the caller's, one a thread, and grows as needed.
double convolution_norm(const ConvolutionShape& shape, const ConvolutionWeights& weights,
                        const float* x, const float* d, const float* y,
                        std::vector<float>& scratch);

} // namespace thaw::kernels
