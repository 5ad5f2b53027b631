// The two groups of parameters that may have learning rates of their own: the body's is a multiple
// of the head's, which is the run's.
#pragma once

#include "core/training/optimisers/optimiser.h"

#include <torch/optim/optimizer.h>

namespace thaw {

inline std::vector<torch::optim::OptimizerParamGroup> rate_groups(const Moved& moved) {
    const auto head = moved.parameters.begin() + static_cast<std::ptrdiff_t>(moved.head);
    return {torch::optim::OptimizerParamGroup({moved.parameters.begin(), head}),
            torch::optim::OptimizerParamGroup({head, moved.parameters.end()})};
}

// To both groups of an optimiser that was made with rate_groups().
template <class Options>
void set_rates(torch::optim::Optimizer& optimizer, double learning_rate, double body_factor) {
    auto& groups = optimizer.param_groups();
    static_cast<Options&>(groups[0].options()).lr(learning_rate * body_factor);
    static_cast<Options&>(groups[1].options()).lr(learning_rate);
}

} // namespace thaw
