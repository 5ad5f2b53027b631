// The obvious ways to get what the metrics compute cleverly: one example at a time, float64.
#pragma once

#include "core/training/example_set.h"
#include "core/training/network.h"

#include <torch/torch.h>

#include <memory>
#include <vector>

namespace thaw::naive {

// Makes a network float64 for its lifetime; the way back is exact.
class Float64 {
  public:
    explicit Float64(Network& network) : network_(network) { network_.to(torch::kDouble); }
    ~Float64() { network_.to(torch::kFloat); }
    Float64(const Float64&) = delete;
    Float64& operator=(const Float64&) = delete;

  private:
    Network& network_;
};

// Gradient of a scalar by the parameters, in a row.
inline torch::Tensor gradient(const torch::Tensor& loss,
                              const std::vector<torch::Tensor>& parameters) {
    std::vector<torch::Tensor> rows;
    for (const auto& part : torch::autograd::grad({loss}, parameters, {}, true))
        rows.push_back(part.reshape(-1));
    return torch::cat(rows);
}

inline torch::Tensor loss(Network& network, const Examples& examples) {
    return torch::cross_entropy_loss(network.forward(examples.inputs.to(torch::kDouble)),
                                     examples.targets);
}

// [blocks, n], by autograd on each example alone. REQUIRES: all parameters require gradients.
inline torch::Tensor squared_gradient_norms(Network& network, const Examples& examples) {
    const Float64 precise(network);
    const auto blocks = static_cast<std::int64_t>(network.size());
    auto norms = torch::empty({blocks, examples.count()}, torch::kDouble);
    for (std::int64_t i = 0; i < examples.count(); ++i) {
        const auto one = loss(network, examples.slice(i, i + 1));
        for (std::int64_t b = 0; b < blocks; ++b)
            norms[b][i] =
                gradient(one, network.block_parameters(static_cast<std::size_t>(b))).square().sum();
    }
    return norms;
}

// E_y |grad log p(y|x)|^2 over the parameters for each example: [n].
inline torch::Tensor expected_fisher(Network& network, const Examples& examples) {
    const Float64 precise(network);
    auto traces = torch::zeros({examples.count()}, torch::kDouble);
    const auto parameters = network.all_parameters();
    for (std::int64_t i = 0; i < examples.count(); ++i) {
        const auto image = examples.inputs.slice(0, i, i + 1).to(torch::kDouble);
        const auto log_p = torch::log_softmax(network.forward(image), 1)[0];
        for (std::int64_t c = 0; c < log_p.size(0); ++c)
            traces[i] += log_p[c].detach().exp() * gradient(log_p[c], parameters).square().sum();
    }
    return traces;
}

// The Hessian of the mean loss, row by row: [d, d].
inline torch::Tensor hessian(Network& network, const Examples& examples,
                             const std::vector<torch::Tensor>& parameters) {
    std::vector<torch::Tensor> rows;
    for (const auto& part :
         torch::autograd::grad({loss(network, examples)}, parameters, {}, true, true))
        for (const auto& entry : part.reshape(-1).unbind())
            rows.push_back(gradient(entry, parameters));
    return torch::stack(rows);
}

} // namespace thaw::naive
