// Other requires_grad flags for a while.
#pragma once

#include "core/training/network.h"

#include <vector>

namespace thaw {

// Makes the given blocks require gradients for its lifetime and restores every flag after.
class TrainableScope {
  public:
    TrainableScope(Network& network, const std::vector<bool>& blocks)
        : parameters_(network.all_parameters()) {
        for (const auto& parameter : parameters_)
            before_.push_back(parameter.requires_grad());
        network.set_trainable(blocks);
    }
    ~TrainableScope() {
        for (std::size_t i = 0; i < parameters_.size(); ++i)
            parameters_[i].set_requires_grad(before_[i]);
    }
    TrainableScope(const TrainableScope&) = delete;
    TrainableScope& operator=(const TrainableScope&) = delete;

  private:
    std::vector<torch::Tensor> parameters_;
    std::vector<bool> before_;
};

} // namespace thaw
