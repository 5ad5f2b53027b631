#include "core/training/objective.h"

#include "core/training/autograd_objective.h"
#include "core/training/engine/engine_objective.h"
#include "core/training/metric.h"
#include "core/training/per_example.h"

#include <torch/torch.h>

namespace thaw {

double Objective::loss(const torch::Tensor& point) {
    return losses(point).mean().item<double>();
}

torch::Tensor flat(const std::vector<torch::Tensor>& tensors) {
    std::vector<torch::Tensor> rows;
    for (const auto& tensor : tensors)
        rows.push_back(tensor.detach().reshape(-1));
    return torch::cat(rows);
}

std::vector<torch::Tensor> shaped(const torch::Tensor& row,
                                  const std::vector<torch::Tensor>& like) {
    std::vector<torch::Tensor> parts(like.size());
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < like.size(); ++i) {
        if (!like[i].defined())
            continue;
        const std::int64_t count = like[i].numel();
        parts[i] = row.slice(0, begin, begin + count).view(like[i].sizes());
        begin += count;
    }
    return parts;
}

std::unique_ptr<Objective> batch_objective(Network& network, const Task& task,
                                           const Examples& batch, const std::vector<bool>& blocks) {
    if (auto engine = Engine::of(network))
        return std::make_unique<EngineObjective>(std::move(engine), network, task, batch, blocks);
    return autograd_objective(network, task, batch, blocks);
}

std::unique_ptr<Objective> autograd_objective(Network& network, const Task& task,
                                              const Examples& batch,
                                              const std::vector<bool>& blocks) {
    return std::make_unique<AutogradObjective>(
        parameters_of(network, blocks), batch.count(),
        [&network, &task, batch](std::int64_t begin, std::int64_t end) {
            const Examples part = batch.slice(begin, end);
            return task.exact_losses(network.forward(part.inputs), part.targets);
        });
}

} // namespace thaw
