#include "core/training/autograd_objective.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

using torch::Tensor;

namespace {

// 0 for parameters that the output does not depend on.
std::vector<Tensor> gradients_of(const std::vector<Tensor>& outputs,
                                 const std::vector<Tensor>& parameters,
                                 const std::vector<Tensor>& along, bool twice) {
    std::vector<Tensor> reached, directions;
    for (std::size_t i = 0; i < outputs.size(); ++i)
        if (outputs[i].requires_grad()) {
            reached.push_back(outputs[i]);
            if (!along.empty())
                directions.push_back(along[i]);
        }
    std::vector<Tensor> gradients(parameters.size());
    if (!reached.empty())
        gradients = torch::autograd::grad(reached, parameters, directions, twice, twice, true);
    for (std::size_t i = 0; i < gradients.size(); ++i)
        if (!gradients[i].defined())
            gradients[i] = torch::zeros_like(parameters[i]);
    return gradients;
}

} // namespace

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
    return {loss.item<double>(), flat(gradients_of({loss}, parameters_, {}, false))};
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
    const auto gradients = gradients_of({losses_(0, examples_).mean()}, parameters_, {}, true);
    return flat(gradients_of(gradients, parameters_, shaped(vector, parameters_), false));
}

} // namespace thaw
