#include "core/training/objective.h"

#include <torch/torch.h>

namespace thaw {

Objective batch_objective(Network& network, const Examples& batch,
                          const std::vector<torch::Tensor>& parameters) {
    return {parameters, [&network, batch] {
                return torch::cross_entropy_loss(network.forward(batch.images).to(torch::kDouble),
                                                 batch.labels);
            }};
}

torch::Tensor flat(const std::vector<torch::Tensor>& tensors) {
    std::vector<torch::Tensor> rows;
    for (const auto& tensor : tensors)
        rows.push_back(tensor.detach().reshape(-1));
    return torch::cat(rows);
}

MovingPoint::MovingPoint(std::vector<torch::Tensor> parameters)
    : parameters_(std::move(parameters)), origin_(flat(parameters_)) {}

void MovingPoint::move_to(const torch::Tensor& point) {
    const torch::NoGradGuard no_grad;
    std::int64_t begin = 0;
    for (auto& parameter : parameters_) {
        const std::int64_t count = parameter.numel();
        parameter.copy_(point.slice(0, begin, begin + count).view(parameter.sizes()));
        begin += count;
    }
}

LossAndGradient loss_and_gradient(const Objective& objective) {
    const torch::AutoGradMode grad(true);
    const torch::Tensor loss = objective.loss();
    return {loss.item<double>(), flat(torch::autograd::grad({loss}, objective.parameters))};
}

torch::Tensor hessian_product(const Objective& objective, const torch::Tensor& vector) {
    const torch::AutoGradMode grad(true);
    const auto gradients =
        torch::autograd::grad({objective.loss()}, objective.parameters, {}, true, true);
    std::vector<torch::Tensor> directions;
    std::int64_t begin = 0;
    for (const auto& parameter : objective.parameters) {
        const std::int64_t count = parameter.numel();
        directions.push_back(vector.slice(0, begin, begin + count).view(parameter.sizes()));
        begin += count;
    }
    // A parameter that the loss is linear in has no second derivative: its part is undefined.
    auto products =
        torch::autograd::grad(gradients, objective.parameters, directions, false, false, true);
    for (std::size_t i = 0; i < products.size(); ++i)
        if (!products[i].defined())
            products[i] = torch::zeros_like(objective.parameters[i]);
    return flat(products);
}

} // namespace thaw
