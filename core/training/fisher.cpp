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

// E_y |grad log p(y|x)|^2, row by row: [blocks, n]
Tensor expected_norms(ExamplePass& pass, const Task& task) {
    Tensor sum;
    for (std::int64_t k = 0; k < pass.logits().size(1); ++k) {
        const auto [weight, row] = task.score_row(pass.logits(), k);
        const Tensor term = pass.squared_norms(row) * weight;
        sum = k == 0 ? term : sum + term;
    }
    return sum;
}

// B |mean gradient of the batch|^2 by block: [blocks, 1].
Tensor batch_norm_squared(Network& network, const Task& task, const Examples& batch,
                          const std::vector<bool>& blocks, const at::Generator& generator) {
    Tensor logits;
    {
        const torch::NoGradGuard no_grad;
        logits = network.forward(batch.inputs);
    }
    const Examples drawn{batch.inputs, task.draw(logits, generator)};
    Tensor norms = torch::full({static_cast<std::int64_t>(blocks.size()), 1}, nan, torch::kDouble);
    const auto objective = batch_objective(network, task, drawn, blocks);
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

std::optional<FisherTraces> fisher_traces(Network& network, const Task& asked,
                                          const Examples& examples, const std::vector<bool>& blocks,
                                          FisherLabels labels, std::int64_t batch_size,
                                          const at::Generator& generator,
                                          const std::function<bool()>& stopped) {
    const Task& task = asked.likelihood();
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
            parts.push_back(batch_norm_squared(network, task, batch, blocks, generator));
            continue;
        }
        const auto pass = example_pass(network, batch.inputs, blocks);
        if (labels == FisherLabels::pairs) {
            const auto pairs = fisher_pairs(*pass, task, blocks, {}, batch_size, generator);
            parts.push_back(pairs.by_example);
            variance = variance + pairs.variance;
            scatter = scatter + pairs.scatter;
        } else if (labels == FisherLabels::expected) {
            parts.push_back(expected_norms(*pass, task));
        } else {
            const bool own = labels == FisherLabels::empirical;
            parts.push_back(pass->squared_norms(task.gradient(
                pass->logits(), own ? batch.targets : task.draw(pass->logits(), generator))));
        }
    }
    const auto n = static_cast<double>(examples.count());
    return FisherTraces{torch::cat(parts, 1),
                        labels == FisherLabels::pairs ? variance.sqrt() / n
                                                      : noise_of(labels, blocks),
                        (scatter - variance) / (n * n)};
}

} // namespace thaw
