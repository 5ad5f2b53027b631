#include "core/training/engine/engine_objective.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

using torch::Tensor;

namespace {

constexpr std::int64_t usual_batch = 128;

} // namespace

EngineObjective::EngineObjective(std::unique_ptr<Engine> engine, Network& network, const Task& task,
                                 const Examples& batch, const std::vector<bool>& blocks)
    : engine_(std::move(engine)), task_(task), batch_(batch), weights_(engine_->weights()),
      blocks_(blocks.size()), lowest_(static_cast<std::size_t>(
                                  std::find(blocks.begin(), blocks.end(), true) - blocks.begin())) {
    for (std::size_t b = 0; b < blocks.size(); ++b)
        for (std::size_t i = network.block_parameters(b).size(); i > 0; --i)
            moved_.push_back(blocks[b] ? weights_[moved_.size()] : Tensor());
    origin_ = selected(weights_);
}

double EngineObjective::mean_loss(const Tensor& outputs, const Tensor& targets) const {
    return task_.exact_losses(outputs, targets).mean().item<double>();
}

Weights EngineObjective::at(const Tensor& point) const {
    Weights all = shaped(point, moved_);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i].defined())
            all[i] = weights_[i];
    return all;
}

Tensor EngineObjective::selected(const Weights& all) const {
    Weights chosen;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (moved_[i].defined())
            chosen.push_back(all[i].defined() ? all[i] : torch::zeros_like(weights_[i]));
    return flat(chosen);
}

Tensor EngineObjective::losses(const Tensor& point) {
    const torch::NoGradGuard no_grad;
    ready_for_products_ = false;
    engine_->set_weights(at(point));
    return task_.exact_losses(engine_->forward(batch_.inputs, blocks_), batch_.targets);
}

LossAndGradient EngineObjective::gradient(const Tensor& point) {
    const torch::NoGradGuard no_grad;
    if (point.is_same(origin_)) { // what Hessian products begin with
        prepare_products();
        return at_origin_;
    }
    ready_for_products_ = false;
    engine_->set_weights(at(point));
    const Tensor logits = engine_->forward(batch_.inputs, lowest_);
    const Tensor by_logits =
        task_.gradient(logits, batch_.targets) / static_cast<double>(batch_.count());
    const auto all = engine_->gradients(by_logits, batch_.count());
    engine_->forget();
    return {mean_loss(logits, batch_.targets), selected(all[0])};
}

std::vector<LossAndGradient> EngineObjective::groups(std::int64_t size) {
    const torch::NoGradGuard no_grad;
    ready_for_products_ = false;
    engine_->set_weights(weights_);
    // As many groups at a time as the memory of a usual batch holds.
    const std::int64_t at_once = std::max<std::int64_t>(1, usual_batch / size) * size;
    std::vector<LossAndGradient> all;
    for (std::int64_t begin = 0; begin < batch_.count(); begin += at_once) {
        const Examples part = batch_.slice(begin, std::min(batch_.count(), begin + at_once));
        const Tensor logits = engine_->forward(part.inputs, lowest_);
        const auto sums = engine_->gradients(task_.gradient(logits, part.targets), size);
        for (std::size_t g = 0; g < sums.size(); ++g) {
            const auto from = static_cast<std::int64_t>(g) * size;
            const auto to = std::min(part.count(), from + size);
            all.push_back({mean_loss(logits.slice(0, from, to), part.targets.slice(0, from, to)),
                           selected(sums[g]) / static_cast<double>(to - from)});
        }
    }
    engine_->forget();
    return all;
}

double EngineObjective::group_loss(std::int64_t size, std::int64_t group, const Tensor& point) {
    const torch::NoGradGuard no_grad;
    ready_for_products_ = false;
    const Examples part = batch_.slice(group * size, std::min(batch_.count(), (group + 1) * size));
    engine_->set_weights(at(point));
    return mean_loss(engine_->forward(part.inputs, blocks_), part.targets);
}

void EngineObjective::prepare_products() {
    if (ready_for_products_)
        return;
    ready_for_products_ = true;
    engine_->set_weights(weights_);
    const Tensor logits = engine_->forward(batch_.inputs, lowest_);
    curvature_ = task_.curvature(logits);
    const auto gradient = engine_->gradient_for_tangents(task_.gradient(logits, batch_.targets) /
                                                         static_cast<double>(batch_.count()));
    at_origin_ = {mean_loss(logits, batch_.targets), selected(gradient)};
}

Tensor EngineObjective::hessian_product(const Tensor& vector) {
    const torch::NoGradGuard no_grad;
    prepare_products();
    const Tensor dz = engine_->tangent_logits(shaped(vector, moved_));
    const Tensor dd = curvature_(dz) / static_cast<double>(batch_.count());
    return selected(engine_->tangent_gradient(dd.to(torch::kFloat)));
}

} // namespace thaw
