// An objective by the engine: perturbed weights are other tensors, the network is never touched.
#pragma once

#include "core/training/engine/engine.h"
#include "core/training/objective.h"

namespace thaw {

class EngineObjective final : public Objective {
  public:
    // `task` must outlive it.
    EngineObjective(std::unique_ptr<Engine> engine, Network& network, const Task& task,
                    const Examples& batch, const std::vector<bool>& blocks);

    torch::Tensor origin() const override { return origin_; }
    torch::Tensor losses(const torch::Tensor& point) override;
    LossAndGradient gradient(const torch::Tensor& point) override;
    torch::Tensor hessian_product(const torch::Tensor& vector) override;
    std::vector<LossAndGradient> groups(std::int64_t size) override;
    double group_loss(std::int64_t size, std::int64_t group, const torch::Tensor& point) override;
    std::int64_t examples() const override { return batch_.count(); }

  private:
    // The network's weights with those of the selected blocks from a point.
    Weights at(const torch::Tensor& point) const;
    // The selected blocks' part, in a row.
    torch::Tensor selected(const Weights& all) const;
    // Loss, gradient and passes at the origin, kept until another point is asked.
    void prepare_products();

    double mean_loss(const torch::Tensor& outputs, const torch::Tensor& targets) const;

    std::unique_ptr<Engine> engine_;
    const Task& task_;
    Examples batch_;
    Weights weights_;
    Weights moved_; // those of the selected blocks; undefined elsewhere
    std::size_t blocks_, lowest_;
    torch::Tensor origin_;
    bool ready_for_products_ = false;
    LossAndGradient at_origin_;
    Task::Curvature curvature_; // at the origin
};

} // namespace thaw
