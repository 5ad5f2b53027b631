// An objective by LibTorch's autograd: any loss of any parameters.
#pragma once

#include "core/training/objective.h"

namespace thaw {

class AutogradObjective final : public Objective {
  public:
    // The losses of examples [begin, end) at the parameters as they stand: float64 [end - begin],
    // with a graph to them where grad mode is on and they require gradients.
    using Losses = std::function<torch::Tensor(std::int64_t begin, std::int64_t end)>;
    // Leaves, all of one type and on one device. Moves them while it is asked; between questions
    // their bits and flags are what they were.
    AutogradObjective(std::vector<torch::Tensor> parameters, std::int64_t examples, Losses losses);

    torch::Tensor origin() const override { return origin_; }
    torch::Tensor losses(const torch::Tensor& point) override;
    LossAndGradient gradient(const torch::Tensor& point) override;
    torch::Tensor hessian_product(const torch::Tensor& vector) override;
    std::vector<LossAndGradient> groups(std::int64_t size) override;
    double group_loss(std::int64_t size, std::int64_t group, const torch::Tensor& point) override;
    std::int64_t examples() const override { return examples_; }

  private:
    class Moved;
    torch::Tensor losses_of(std::int64_t begin, std::int64_t end, const torch::Tensor& point);
    LossAndGradient gradient_of(std::int64_t begin, std::int64_t end, const torch::Tensor& point);

    std::vector<torch::Tensor> parameters_;
    std::int64_t examples_;
    Losses losses_;
    torch::Tensor origin_;
};

} // namespace thaw
