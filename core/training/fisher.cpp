#include "core/training/fisher.h"

#include "core/training/fisher_pairs.h"
#include "core/training/objective.h"
#include "core/training/per_example.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace thaw {

using torch::Tensor;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// sum_c p_c |grad log p_c|^2 over the classes c: [blocks, n]
Tensor expected_norms(ExamplePass& pass) {
    const Tensor p = torch::softmax(pass.logits(), 1, torch::kDouble).to(torch::kCPU);
    Tensor sum;
    for (std::int64_t c = 0; c < p.size(1); ++c) {
        const Tensor labels = torch::full({p.size(0)}, c, torch::kLong).to(pass.logits().device());
        const Tensor term =
            pass.squared_norms(cross_entropy_gradient(pass.logits(), labels)) * p.select(1, c);
        sum = c == 0 ? term : sum + term;
    }
    return sum;
}

// B |mean gradient of the batch|^2 by block: [blocks, 1].
Tensor batch_norm_squared(Network& network, const Examples& batch, const std::vector<bool>& blocks,
                          const at::Generator& generator) {
    Tensor logits;
    {
        const torch::NoGradGuard no_grad;
        logits = network.forward(batch.images);
    }
    const Examples drawn{batch.images, sample_labels(logits, generator)};
    Tensor norms = torch::full({static_cast<std::int64_t>(blocks.size()), 1}, nan, torch::kDouble);
    const auto objective = batch_objective(network, drawn, blocks);
    const Tensor gradient = objective->gradient(objective->origin()).gradient.to(torch::kCPU);
    std::int64_t begin = 0;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        if (!blocks[b])
            continue;
        std::int64_t size = 0;
        for (const auto& parameter : network.block_parameters(b))
            size += parameter.numel();
        norms[static_cast<std::int64_t>(b)][0] =
            gradient.slice(0, begin, begin + size).to(torch::kDouble).square().sum() *
            static_cast<double>(batch.count());
        begin += size;
    }
    return norms;
}

Tensor noise_of(FisherLabels labels, const std::vector<bool>& blocks) {
    const bool exact = labels == FisherLabels::expected || labels == FisherLabels::empirical;
    return torch::full({static_cast<std::int64_t>(blocks.size()) + 1}, exact ? 0 : nan,
                       torch::kDouble);
}

} // namespace

FisherLabels fisher_labels(std::string_view word) {
    if (word == "pairs")
        return FisherLabels::pairs;
    if (word == "sampled")
        return FisherLabels::sampled;
    if (word == "expected")
        return FisherLabels::expected;
    if (word == "empirical")
        return FisherLabels::empirical;
    if (word == "paper")
        return FisherLabels::paper;
    throw std::logic_error("no such kind of labels");
}

Tensor sample_labels(const Tensor& logits, at::Generator generator) {
    const torch::NoGradGuard no_grad;
    const Tensor below = torch::softmax(logits, 1, torch::kDouble).cumsum(1);
    const Tensor uniform =
        torch::empty({logits.size(0), 1}, torch::kDouble).uniform_(0, 1, std::move(generator));
    return (below <= uniform.to(logits.device())).sum(1).clamp_max(logits.size(1) - 1);
}

std::optional<FisherTraces> fisher_traces(Network& network, const Examples& examples,
                                          const std::vector<bool>& blocks, FisherLabels labels,
                                          std::int64_t batch_size, const at::Generator& generator,
                                          const std::function<bool()>& stopped) {
    std::vector<Tensor> parts;
    const Tensor zeros =
        torch::zeros({static_cast<std::int64_t>(blocks.size()) + 1}, torch::kDouble);
    Tensor variance = zeros, scatter = zeros; // of the sum over all examples
    // Batches of equal size only: their values are averaged as they are.
    const bool whole = labels == FisherLabels::paper;
    batch_size = std::min(batch_size, examples.count());
    for (std::int64_t begin = 0; begin < examples.count(); begin += batch_size) {
        if (stopped && stopped())
            return std::nullopt;
        if (whole && begin + batch_size > examples.count())
            break;
        const Examples batch =
            examples.slice(begin, std::min(examples.count(), begin + batch_size));
        if (labels == FisherLabels::paper) {
            parts.push_back(batch_norm_squared(network, batch, blocks, generator));
            continue;
        }
        const auto pass = example_pass(network, batch.images, blocks);
        if (labels == FisherLabels::pairs) {
            const auto pairs = fisher_pairs(*pass, blocks, {}, batch_size, generator);
            parts.push_back(pairs.by_example);
            variance = variance + pairs.variance;
            scatter = scatter + pairs.scatter;
        } else if (labels == FisherLabels::expected) {
            parts.push_back(expected_norms(*pass));
        } else {
            const bool own = labels == FisherLabels::empirical;
            parts.push_back(pass->squared_norms(cross_entropy_gradient(
                pass->logits(), own ? batch.labels : sample_labels(pass->logits(), generator))));
        }
    }
    const auto n = static_cast<double>(examples.count());
    return FisherTraces{torch::cat(parts, 1),
                        labels == FisherLabels::pairs ? variance.sqrt() / n
                                                      : noise_of(labels, blocks),
                        (scatter - variance) / (n * n)};
}

} // namespace thaw
