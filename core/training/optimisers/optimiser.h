// Optimisers: torch::optim's arithmetic, with a state that can be saved by parameter.
#pragma once

#include "core/run/description.h"
#include "core/training/stability_limit.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <torch/types.h>
#include <vector>

namespace thaw {

// The optimiser's memory of one parameter, by slot ("momentum"); empty before its first update.
using OptimiserSlots = std::map<std::string, torch::Tensor>;

class Optimiser {
  public:
    virtual ~Optimiser() = default;
    // One update of every parameter that has a gradient. A parameter without one (frozen) does
    // not move: no weight decay, no momentum.
    virtual void update(double learning_rate) = 0;
    // By position in the list that the optimiser was made with.
    virtual OptimiserSlots slots(std::size_t parameter) const = 0;
    virtual void set_slots(std::size_t parameter, const OptimiserSlots& slots) = 0;
    // In terms of the loss's own Hessian; nothing where that does not decide.
    virtual std::optional<StabilityLimit> stability_limit() const = 0;
};

// What an optimiser moves: all parameters of a network, and where those of its head begin.
struct Moved {
    std::vector<torch::Tensor> parameters;
    std::size_t head = 0;
};

using MakeOptimiser =
    std::function<std::unique_ptr<Optimiser>(const Moved& moved, const Table& settings)>;
const Catalogue<MakeOptimiser>& optimisers();

// The parameters "learning_rate", "body_factor" and "weight_decay", which every optimiser has.
Parameter learning_rate_parameter();
Parameter body_factor_parameter();
Parameter weight_decay_parameter();

} // namespace thaw
