#include "core/training/branches.h"

#include <torch/torch.h>

namespace thaw {

Branches::Branches(std::vector<std::pair<std::string, std::shared_ptr<Chain>>> branches) {
    for (auto& [name, branch] : branches)
        branches_.push_back(register_module(name, std::move(branch)));
}

torch::Tensor Branches::forward(const torch::Tensor& x) {
    std::vector<torch::Tensor> outputs;
    for (const auto& branch : branches_)
        outputs.push_back(branch->forward(x));
    return torch::cat(outputs, 1);
}

} // namespace thaw
