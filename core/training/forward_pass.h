// A network's outputs in eval mode, as fast as they can be had.
#pragma once

#include "core/training/network.h"

#include <memory>

namespace thaw {

class Engine;

// With the weights as they stand when it is made: by the engine where it knows the network (folded
// BatchNorm, no graph), else by the network itself; the same numbers but for rounding. REQUIRES:
// the network is in eval mode, and outlives it.
class ForwardPass {
  public:
    explicit ForwardPass(Network& network);
    ~ForwardPass();

    // Of any number of examples: [n, outputs]. They are worked on in portions whose activations
    // stay near the processor.
    torch::Tensor outputs(const torch::Tensor& inputs);
    // The same in two halves, to the bit: what the first `blocks` make of the portions, and the
    // outputs from that. REQUIRES: has_halves().
    std::vector<torch::Tensor> lower(const torch::Tensor& inputs, std::size_t blocks);
    torch::Tensor upper(const std::vector<torch::Tensor>& activations, std::size_t blocks);
    bool has_halves() const { return engine_ != nullptr; }

  private:
    torch::Tensor run(const torch::Tensor& inputs);

    Network& network_;
    std::unique_ptr<Engine> engine_; // null: the network itself
};

} // namespace thaw
