// What the residual networks of the catalogue have in common (He et al. 2016, arXiv 1512.03385).
#pragma once

#include "core/training/residual_block.h"

namespace thaw {

// Without a bias, with He's initial weights, padded so that stride 1 keeps the sides.
std::shared_ptr<Conv2d> residual_convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                                             std::int64_t stride);

// The way of a block around which its input goes on: two 3 x 3 convolutions with BatchNorm, the
// first with `stride`.
std::shared_ptr<Chain> residual_chain(std::int64_t in, std::int64_t out, std::int64_t stride);

// A block from `in` to `out` channels; they differ where the stride is 2.
using MakeResidualBlock = std::shared_ptr<ResidualBlock> (*)(std::int64_t in, std::int64_t out,
                                                             std::int64_t stride);

// Appends layer1, layer2, ... of `blocks` blocks each, every one after the first with half the
// sides and twice the channels, and the head: a linear layer on the means over all pixels. The
// network then knows its parameters' names elsewhere. REQUIRES: a stem that gives `width` channels.
void append_stages(Network& network, std::int64_t stages, std::int64_t blocks, std::int64_t width,
                   std::int64_t outputs, MakeResidualBlock block);

} // namespace thaw
