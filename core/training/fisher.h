// The trace of the Fisher information matrix, split by example and by block.
#pragma once

#include "core/training/example_set.h"
#include "core/training/network.h"
#include "core/training/tasks/task.h"

#include <ATen/core/Generator.h>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace thaw {

// How the mean over the label y of |grad log p(y|x)|^2 is taken.
enum class FisherLabels {
    pairs,   // over p(y|x), its large parts one by one and a sample of the rest: see fisher_pairs.h
    sampled, // one draw from the model's p(y|x) an example: unbiased for the Fisher trace
    expected,  // the mean over p(y|x), all classes: exact, as many backward passes as classes
    empirical, // the true label: the trace of the empirical Fisher matrix
    paper // one draw an example, and B |mean of the gradients|^2 of a batch of B instead of the
          // examples' own norms: unbiased, because the score has mean 0 (arXiv 2301.05487,
          // algorithm 1, which the paper's authors wrote before it)
};
// REQUIRES: one of the five words.
FisherLabels fisher_labels(std::string_view word);

struct FisherTraces {
    // [blocks, n], float64 on the CPU: estimates of E_y |grad_block log p(y|x_i)|^2 in eval mode,
    // NaN for blocks that are not selected. Their mean over i estimates the block's share of
    //     tr(F) = E_x E_{y ~ p(y|x)} |grad log p(y|x)|^2  (arXiv 2403.15210, eq. 1 and 2).
    // `paper`: one column a batch of equal size.
    torch::Tensor parts;
    // [blocks + 1], float64: how far that mean would vary if the estimator's own draws were
    // repeated on the same examples, as a standard deviation, by block and for their sum; 0 for
    // exact ones, NaN where one draw cannot tell (`sampled`, `paper`).
    torch::Tensor noise;
    // [blocks + 1], float64: by how much the spread of `parts` overstates the square of the mean's
    // standard error. `pairs` leaves most of an example to its sample, which makes examples differ
    // far more than it makes their mean vary. 0 for all others.
    torch::Tensor overstated;
};

// `batch_size` examples are worked on at a time: it bounds the memory and, but for `paper`, changes
// no value beyond rounding and the draws. No value when `stopped` said so between two batches.
std::optional<FisherTraces> fisher_traces(Network& network, const Task& task,
                                          const Examples& examples, const std::vector<bool>& blocks,
                                          FisherLabels labels, std::int64_t batch_size,
                                          const at::Generator& generator,
                                          const std::function<bool()>& stopped);

} // namespace thaw
