// Squared gradient norms of single examples, exact, from one forward pass and as many backward
// rows as are asked for. Per-example gradients themselves are never formed.
#pragma once

#include "core/training/example_set.h"
#include "core/training/network.h"
#include "core/training/tasks/task.h"

#include <memory>
#include <vector>

namespace thaw {

// One forward pass of a batch that remembers what per-example norms need.
class ExamplePass {
  public:
    virtual ~ExamplePass() = default;

    // [n, classes], detached
    const torch::Tensor& logits() const { return logits_; }
    // |h|^2 + 1 of each example's input h of the head, float64 [n] on the CPU: the head's own part
    // of a squared norm is this times |gradient by the logits|^2. 1 where the head is not a linear
    // layer, or the pass did not look at it.
    virtual torch::Tensor head_factors() const = 0;
    // [blocks, rows], float64 on the CPU: |gradient by the block's parameters|^2 of losses whose
    // gradients by the logits are `by_logits` [rows, classes]; row r is of example rows[r], int64
    // on the CPU (undefined: every example once, in order). NaN for blocks that are not selected.
    virtual torch::Tensor squared_norms(const torch::Tensor& by_logits,
                                        const torch::Tensor& rows = {}) = 0;

  protected:
    torch::Tensor logits_;
};

// REQUIRES: the network is in eval mode. `blocks`: which blocks' parameters to look at; nothing
// below the lowest of them is differentiated. By the engine where it knows the network, else by
// autograd, with the same results. Leaves the network as it was.
std::unique_ptr<ExamplePass> example_pass(Network& network, const torch::Tensor& images,
                                          const std::vector<bool>& blocks);
// By autograd in any case: what the engine is tested against, and what runs on other devices.
std::unique_ptr<ExamplePass> autograd_example_pass(Network& network, const torch::Tensor& images,
                                                   const std::vector<bool>& blocks);

// [blocks, n] for the losses of the examples' own targets.
torch::Tensor squared_gradient_norms(Network& network, const Task& task, const Examples& examples,
                                     const std::vector<bool>& blocks);

} // namespace thaw
