#include "core/training/fisher.h"

#include "core/training/per_example.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>

namespace thaw {

namespace {

// sum_c p_c |grad log p_c|^2 over the classes c: [blocks, n]
torch::Tensor expected_norms(const RecordedPass& pass) {
    const torch::Tensor p = torch::softmax(pass.logits(), 1, torch::kDouble);
    const std::int64_t classes = p.size(1);
    torch::Tensor sum;
    for (std::int64_t c = 0; c < classes; ++c) {
        const torch::Tensor labels = torch::full_like(p.select(1, c), c, torch::kLong);
        const torch::Tensor norms =
            pass.squared_norms(cross_entropy_gradient(pass.logits(), labels), c + 1 < classes);
        const torch::Tensor term = norms.to(torch::kDouble) * p.select(1, c);
        sum = c == 0 ? term : sum + term;
    }
    return sum;
}

} // namespace

FisherLabels fisher_labels(std::string_view word) {
    if (word == "sampled")
        return FisherLabels::sampled;
    if (word == "expected")
        return FisherLabels::expected;
    if (word == "empirical")
        return FisherLabels::empirical;
    throw std::logic_error("no such kind of labels");
}

torch::Tensor sample_labels(const torch::Tensor& logits, at::Generator generator) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor below = torch::softmax(logits, 1, torch::kDouble).cumsum(1);
    const torch::Tensor uniform =
        torch::empty({logits.size(0), 1}, torch::kDouble).uniform_(0, 1, std::move(generator));
    return (below <= uniform.to(logits.device())).sum(1).clamp_max(logits.size(1) - 1);
}

std::optional<torch::Tensor> fisher_norms(Network& network, const Examples& examples,
                                          const std::vector<bool>& blocks, FisherLabels labels,
                                          std::int64_t batch_size, const at::Generator& generator,
                                          const std::function<bool()>& stopped) {
    std::vector<torch::Tensor> parts;
    for (std::int64_t begin = 0; begin < examples.count(); begin += batch_size) {
        if (stopped && stopped())
            return std::nullopt;
        const Examples batch =
            examples.slice(begin, std::min(examples.count(), begin + batch_size));
        const RecordedPass pass(network, batch.images, blocks);
        torch::Tensor norms;
        if (labels == FisherLabels::expected)
            norms = expected_norms(pass);
        else
            norms = pass.squared_norms(cross_entropy_gradient(
                pass.logits(), labels == FisherLabels::empirical
                                   ? batch.labels
                                   : sample_labels(pass.logits(), generator)));
        parts.push_back(norms.to(torch::kCPU, torch::kDouble));
    }
    return torch::cat(parts, 1);
}

} // namespace thaw
