#include "core/training/autograd_objective.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

using torch::Tensor;

// Parameters at another point, requiring gradients or not; at its end all is back, bit for bit.
class AutogradObjective::Moved {
  public:
    Moved(std::vector<Tensor>& parameters, const Tensor& origin, const Tensor& point,
          bool differentiated)
        : parameters_(parameters), origin_(origin), moved_(!point.is_same(origin)) {
        for (auto& parameter : parameters_) {
            flags_.push_back(parameter.requires_grad());
            parameter.set_requires_grad(differentiated);
        }
        if (moved_)
            move_to(point);
    }
    ~Moved() {
        if (moved_)
            move_to(origin_);
        for (std::size_t i = 0; i < parameters_.size(); ++i)
            parameters_[i].set_requires_grad(flags_[i]);
    }
    Moved(const Moved&) = delete;
    Moved& operator=(const Moved&) = delete;

  private:
    void move_to(const Tensor& point) {
        const torch::NoGradGuard no_grad;
        const auto values = shaped(point, parameters_);
        for (std::size_t i = 0; i < values.size(); ++i)
            parameters_[i].copy_(values[i]);
    }
    std::vector<Tensor>& parameters_;
    const Tensor& origin_;
    bool moved_;
    std::vector<bool> flags_;
};

AutogradObjective::AutogradObjective(std::vector<Tensor> parameters, std::int64_t examples,
                                     Losses losses)
    : parameters_(std::move(parameters)), examples_(examples), losses_(std::move(losses)),
      origin_(flat(parameters_)) {}

Tensor AutogradObjective::losses_of(std::int64_t begin, std::int64_t end, const Tensor& point) {
    const Moved moved(parameters_, origin_, point, false);
    const torch::NoGradGuard no_grad;
    return losses_(begin, end);
}

LossAndGradient AutogradObjective::gradient_of(std::int64_t begin, std::int64_t end,
                                               const Tensor& point) {
    const Moved moved(parameters_, origin_, point, true);
    const torch::AutoGradMode grad(true);
    const Tensor loss = losses_(begin, end).mean();
    return {loss.item<double>(), flat(torch::autograd::grad({loss}, parameters_))};
}

Tensor AutogradObjective::losses(const Tensor& point) {
    return losses_of(0, examples_, point);
}

LossAndGradient AutogradObjective::gradient(const Tensor& point) {
    return gradient_of(0, examples_, point);
}

std::vector<LossAndGradient> AutogradObjective::groups(std::int64_t size) {
    std::vector<LossAndGradient> all;
    for (std::int64_t begin = 0; begin < examples_; begin += size)
        all.push_back(gradient_of(begin, std::min(examples_, begin + size), origin_));
    return all;
}

double AutogradObjective::group_loss(std::int64_t size, std::int64_t group, const Tensor& point) {
    const std::int64_t end = std::min(examples_, (group + 1) * size);
    return losses_of(group * size, end, point).mean().item<double>();
}

Tensor AutogradObjective::hessian_product(const Tensor& vector) {
    const Moved moved(parameters_, origin_, origin_, true);
    const torch::AutoGradMode grad(true);
    const auto gradients =
        torch::autograd::grad({losses_(0, examples_).mean()}, parameters_, {}, true, true);
    // A parameter that the loss is linear in has no second derivative: its part is undefined.
    auto products = torch::autograd::grad(gradients, parameters_, shaped(vector, parameters_),
                                          false, false, true);
    for (std::size_t i = 0; i < products.size(); ++i)
        if (!products[i].defined())
            products[i] = torch::zeros_like(parameters_[i]);
    return flat(products);
}

} // namespace thaw
