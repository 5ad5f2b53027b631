// Adam and AdamW: one class, since torch::optim's two differ in type only.
#pragma once

#include "core/training/optimisers/optimiser.h"
#include "core/training/optimisers/rate_groups.h"
#include "core/training/optimisers/state_of.h"

#include <tuple>

namespace thaw {

template <class Optimizer, class Options, class State>
class Adaptive final : public Optimiser {
  public:
    Adaptive(const Moved& moved, const Table& settings)
        : parameters_(moved.parameters), body_factor_(settings.real("body_factor")),
          optimizer_(rate_groups(moved),
                     Options(settings.real("learning_rate"))
                         .betas(std::make_tuple(settings.real("beta1"), settings.real("beta2")))
                         .eps(settings.real("epsilon"))
                         .weight_decay(settings.real("weight_decay"))) {}

    void update(double learning_rate) override {
        set_rates<Options>(optimizer_, learning_rate, body_factor_);
        optimizer_.step();
    }

    OptimiserSlots slots(std::size_t parameter) const override {
        const auto* state = state_of<State>(optimizer_, parameters_[parameter]);
        if (state == nullptr)
            return {};
        return {{"step", torch::tensor(state->step(), torch::kInt64)},
                {"mean", state->exp_avg()},
                {"square", state->exp_avg_sq()}};
    }

    void set_slots(std::size_t parameter, const OptimiserSlots& slots) override {
        const auto key = state_key(optimizer_.state(), parameters_[parameter]);
        optimizer_.state().erase(key);
        if (slots.empty())
            return;
        auto state = std::make_unique<State>();
        state->step(slots.at("step").template item<std::int64_t>());
        state->exp_avg(slots.at("mean"));
        state->exp_avg_sq(slots.at("square"));
        optimizer_.state()[key] = std::move(state);
    }

    // It is the Hessian preconditioned by `square` that must stay below 2 (1 + beta1) / (1 - beta1)
    // / lr, 38 / lr as a rule (Cohen et al. 2022, arXiv 2207.14484).
    std::optional<StabilityLimit> stability_limit() const override { return {}; }

  private:
    std::vector<torch::Tensor> parameters_;
    double body_factor_;
    Optimizer optimizer_;
};

// learning_rate, body_factor, beta1, beta2, epsilon, weight_decay with PyTorch's defaults.
std::vector<Parameter> adaptive_parameters(double weight_decay);

} // namespace thaw
