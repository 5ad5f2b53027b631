// The trace of the Fisher information matrix, split by example and by block.
#pragma once

#include "core/training/examples.h"
#include "core/training/network.h"

#include <ATen/core/Generator.h>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace thaw {

// Which label y the gradient of log p(y|x) is taken for.
enum class FisherLabels {
    sampled,  // one draw from the model's p(y|x) an example: unbiased for the Fisher trace
    expected, // the mean over p(y|x), all classes: exact, as many backward passes as classes
    empirical // the true label: the trace of the empirical Fisher matrix
};
// REQUIRES: one of the three words.
FisherLabels fisher_labels(std::string_view word);

// Labels [n] drawn from softmax(logits) by inversion, one uniform number an example, so that
// probabilities that are not finite give some label and no exception. On the device of `logits`.
torch::Tensor sample_labels(const torch::Tensor& logits, at::Generator generator);

// [blocks, n], float64 on the CPU: |grad_block log p(y|x_i)|^2 in eval mode, NaN for blocks that
// are not selected. Its mean over i is the block's share of
//     tr(F) = E_x E_{y ~ p(y|x)} |grad log p(y|x)|^2  (arXiv 2403.15210, eq. 1 and 2).
// `batch_size` examples are worked on at a time: it bounds the memory and changes no value beyond
// rounding. No value when `stopped` said so between two batches.
std::optional<torch::Tensor> fisher_norms(Network& network, const Examples& examples,
                                          const std::vector<bool>& blocks, FisherLabels labels,
                                          std::int64_t batch_size, const at::Generator& generator,
                                          const std::function<bool()>& stopped);

} // namespace thaw
