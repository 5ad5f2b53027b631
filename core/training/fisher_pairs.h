// E_y |grad log p(y|x)|^2 of every example of a batch, nearly exactly, for about as many backward
// rows as the batch has examples, at first about twice as many.
//
// With z the outputs and Cov = E_y (d log p / dz)(d log p / dz)^T = sum_k l_k u_k u_k^T,
//     E_y |grad log p(y|x)|^2 = sum_k l_k |J^T u_k|^2,   J = dz/dw.
// For classes Cov = diag(p) - p p^T. A confident example has one large l_k or none. How much a
// pair (example, k) weighs is guessed by its part in the head, q = l_k (|h|^2 + 1), which is known
// after the forward pass. The largest pairs are taken until they cover the asked share of all q; of
// the rest a systematic sample with probabilities in proportion to q stands for all, weighted by
// 1 / (expected number of times taken), which keeps the sum unbiased.
#pragma once

#include "core/training/per_example.h"

#include <ATen/core/Generator.h>

namespace thaw {

struct PairsPlan {
    double cover = 0.95;        // share of q that is taken in full
    double sample_share = 0.25; // pairs sampled from the rest, by example
    // Rows at most, by example. Early in training, when predictions are soft, q is spread over many
    // pairs: then more of them are sampled instead, and the variance says what that costs.
    double most_share = 2.25;
};

struct PairTraces {
    // [blocks, n], float64: what was found for each example; for what the sample stands for, its q
    // in the unit of what was found, and what its own draws differ by. The sum is unbiased.
    torch::Tensor by_example;
    // [blocks + 1], float64: variance of the sum over the examples, by block and of all blocks
    // together, from how successive ones of the sample differ.
    torch::Tensor variance;
    // [blocks + 1]: the same as if every pair of the sample were drawn for itself and only what it
    // differs by from its q were left to chance: what the sample adds to the spread of by_example.
    torch::Tensor scatter;
    std::int64_t rows = 0; // backward rows that it took
};

// `most_rows` at a time. REQUIRES: logits that are not empty.
PairTraces fisher_pairs(ExamplePass& pass, const Task& task, const std::vector<bool>& blocks,
                        const PairsPlan& plan, std::int64_t most_rows, at::Generator generator);

} // namespace thaw
