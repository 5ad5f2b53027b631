// Squared gradient norms of single examples, exact, from one forward and one backward pass of a
// whole batch (see layers.h). Per-example gradients themselves are never formed.
#pragma once

#include "core/training/examples.h"
#include "core/training/network.h"

#include <vector>

namespace thaw {

// The gradient of the cross-entropy of each example by its logits: softmax - one_hot, [n, classes].
// The label's own entry is minus the sum of the others, so that a confident example keeps its
// digits; float64 inside, the result in the type of `logits`.
torch::Tensor cross_entropy_gradient(const torch::Tensor& logits, const torch::Tensor& labels);

// One forward pass that remembers what per-example norms need. Holds the activations of the
// selected blocks and of all blocks above the lowest of them.
class RecordedPass {
  public:
    // REQUIRES: the network is in eval mode. `blocks`: which blocks' parameters to look at; nothing
    // below the lowest of them is differentiated. Leaves the network's flags as they were.
    RecordedPass(Network& network, const torch::Tensor& images, const std::vector<bool>& blocks);

    const torch::Tensor& logits() const { return logits_; } // [n, classes], detached
    // [blocks, n]: |gradient by the block's parameters|^2 of a loss whose gradient by the logits is
    // `by_logits` [n, classes]; NaN for blocks that are not selected. `again`: another call
    // follows.
    torch::Tensor squared_norms(const torch::Tensor& by_logits, bool again = false) const;

  private:
    std::size_t blocks_;
    Tape tape_;
    std::vector<std::size_t> block_of_; // of each entry of the tape
    torch::Tensor output_, logits_;
};

// [blocks, n] for the cross-entropy with the examples' own labels.
torch::Tensor squared_gradient_norms(Network& network, const Examples& examples,
                                     const std::vector<bool>& blocks);

} // namespace thaw
