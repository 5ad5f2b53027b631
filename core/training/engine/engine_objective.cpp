#include "core/training/engine/engine_objective.h"

#include "core/training/per_example.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

using torch::Tensor;

namespace {

constexpr std::int64_t usual_batch = 128;

double mean_loss(const Tensor& logits, const Tensor& labels) {
    return cross_entropy_losses(logits, labels).mean().item<double>();
}

} // namespace

EngineObjective::EngineObjective(std::unique_ptr<Engine> engine, Network& network,
                                 const Examples& batch, const std::vector<bool>& blocks)
    : engine_(std::move(engine)), batch_(batch), weights_(engine_->weights()),
      blocks_(blocks.size()), lowest_(static_cast<std::size_t>(
                                  std::find(blocks.begin(), blocks.end(), true) - blocks.begin())) {
    for (std::size_t b = 0; b < blocks.size(); ++b)
        for (std::size_t i = network.block_parameters(b).size(); i > 0; --i)
            moved_.push_back(blocks[b] ? weights_[moved_.size()] : Tensor());
    origin_ = selected(weights_);
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
    return cross_entropy_losses(engine_->forward(batch_.images, blocks_), batch_.labels);
}

LossAndGradient EngineObjective::gradient(const Tensor& point) {
    const torch::NoGradGuard no_grad;
    if (point.is_same(origin_)) { // what Hessian products begin with
        prepare_products();
        return at_origin_;
    }
    ready_for_products_ = false;
    engine_->set_weights(at(point));
    const Tensor logits = engine_->forward(batch_.images, lowest_);
    const Tensor by_logits =
        cross_entropy_gradient(logits, batch_.labels) / static_cast<double>(batch_.count());
    const auto all = engine_->gradients(by_logits, batch_.count());
    engine_->forget();
    return {mean_loss(logits, batch_.labels), selected(all[0])};
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
        const Tensor logits = engine_->forward(part.images, lowest_);
        const auto sums = engine_->gradients(cross_entropy_gradient(logits, part.labels), size);
        for (std::size_t g = 0; g < sums.size(); ++g) {
            const auto from = static_cast<std::int64_t>(g) * size;
            const auto to = std::min(part.count(), from + size);
            all.push_back({mean_loss(logits.slice(0, from, to), part.labels.slice(0, from, to)),
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
    return mean_loss(engine_->forward(part.images, blocks_), part.labels);
}

void EngineObjective::prepare_products() {
    if (ready_for_products_)
        return;
    ready_for_products_ = true;
    engine_->set_weights(weights_);
    const Tensor logits = engine_->forward(batch_.images, lowest_);
    p_ = torch::softmax(logits, 1, torch::kDouble);
    const auto gradient = engine_->gradient_for_tangents(
        cross_entropy_gradient(logits, batch_.labels) / static_cast<double>(batch_.count()));
    at_origin_ = {mean_loss(logits, batch_.labels), selected(gradient)};
}

Tensor EngineObjective::hessian_product(const Tensor& vector) {
    const torch::NoGradGuard no_grad;
    prepare_products();
    const Tensor dz = engine_->tangent_logits(shaped(vector, moved_)).to(torch::kDouble);
    const Tensor dd = p_ * (dz - (p_ * dz).sum(1, true)) / static_cast<double>(batch_.count());
    return selected(engine_->tangent_gradient(dd.to(torch::kFloat)));
}

} // namespace thaw
