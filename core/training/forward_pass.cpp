#include "core/training/forward_pass.h"

#include "core/training/engine/engine.h"

#include <torch/torch.h>

namespace thaw {

using torch::Tensor;

namespace {

// Fewer cost more calls, more leave the caches: see tests/bench/bench_evaluation.
constexpr std::int64_t portion = 100;

} // namespace

ForwardPass::ForwardPass(Network& network) : network_(network), engine_(Engine::of(network)) {
    if (engine_)
        engine_->set_weights(engine_->weights());
}

ForwardPass::~ForwardPass() = default;

Tensor ForwardPass::run(const Tensor& inputs) {
    return engine_ ? engine_->forward(inputs, network_.size()) : network_.forward(inputs);
}

std::vector<Tensor> ForwardPass::lower(const Tensor& inputs, std::size_t blocks) {
    std::vector<Tensor> parts;
    for (std::int64_t begin = 0; begin < inputs.size(0); begin += portion)
        parts.push_back(engine_->forward(
            inputs.slice(0, begin, std::min(inputs.size(0), begin + portion)), 0, blocks));
    return parts;
}

Tensor ForwardPass::upper(const std::vector<Tensor>& activations, std::size_t blocks) {
    std::vector<Tensor> parts;
    for (const Tensor& part : activations)
        parts.push_back(engine_->forward(part, blocks, network_.size()));
    return torch::cat(parts);
}

Tensor ForwardPass::outputs(const Tensor& inputs) {
    const torch::NoGradGuard no_grad;
    if (inputs.is_cuda() || inputs.size(0) <= portion)
        return run(inputs);
    std::vector<Tensor> parts;
    for (std::int64_t begin = 0; begin < inputs.size(0); begin += portion)
        parts.push_back(run(inputs.slice(0, begin, std::min(inputs.size(0), begin + portion))));
    return torch::cat(parts);
}

} // namespace thaw
