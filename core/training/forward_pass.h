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

  private:
    torch::Tensor run(const torch::Tensor& inputs);

    Network& network_;
    std::unique_ptr<Engine> engine_; // null: the network itself
};

} // namespace thaw
