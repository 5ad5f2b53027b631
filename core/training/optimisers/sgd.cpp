#include "core/training/optimisers/optimiser.h"
#include "core/training/optimisers/rate_groups.h"
#include "core/training/optimisers/state_of.h"

#include <torch/optim/sgd.h>

namespace thaw {

namespace {

class Sgd final : public Optimiser {
  public:
    Sgd(const Moved& moved, const Table& settings)
        : parameters_(moved.parameters), body_factor_(settings.real("body_factor")),
          limit_(limit_of(settings)),
          optimizer_(rate_groups(moved), torch::optim::SGDOptions(settings.real("learning_rate"))
                                             .momentum(settings.real("momentum"))
                                             .weight_decay(settings.real("weight_decay"))
                                             .nesterov(settings.boolean("nesterov"))) {}

    void update(double learning_rate) override {
        set_rates<torch::optim::SGDOptions>(optimizer_, learning_rate, body_factor_);
        optimizer_.step();
    }

    OptimiserSlots slots(std::size_t parameter) const override {
        const auto* state =
            state_of<torch::optim::SGDParamState>(optimizer_, parameters_[parameter]);
        if (state == nullptr || !state->momentum_buffer().defined())
            return {};
        return {{"momentum", state->momentum_buffer()}};
    }

    void set_slots(std::size_t parameter, const OptimiserSlots& slots) override {
        const auto key = state_key(optimizer_.state(), parameters_[parameter]);
        optimizer_.state().erase(key);
        if (slots.empty())
            return;
        auto state = std::make_unique<torch::optim::SGDParamState>();
        state->momentum_buffer(slots.at("momentum"));
        optimizer_.state()[key] = std::move(state);
    }

    // With two rates there is no one limit.
    std::optional<StabilityLimit> stability_limit() const override {
        return body_factor_ == 1 ? std::optional(limit_) : std::nullopt;
    }

  private:
    // On a quadratic an update is a linear recursion of second order, stable while the greater of
    // its roots is within the unit circle (Cohen et al. 2021, arXiv 2103.00065, appendix B).
    static StabilityLimit limit_of(const Table& settings) {
        const double momentum = settings.real("momentum");
        const double factor = 2 * (1 + momentum);
        return {settings.boolean("nesterov") ? factor / (1 + 2 * momentum) : factor,
                settings.real("weight_decay")};
    }

    std::vector<torch::Tensor> parameters_;
    double body_factor_;
    StabilityLimit limit_;
    torch::optim::SGD optimizer_;
};

} // namespace

CatalogueEntry<MakeOptimiser> sgd_optimiser() {
    return {{.id = "sgd",
             .label = translatable("SGD"),
             .help = translatable("Stochastic gradient descent, with momentum if wanted; the "
                                  "paper's choice for images. Unstable where the curvature "
                                  "(lambda_max and the weight decay) is above "
                                  "2 (1 + momentum) / lr; Nesterov's form above "
                                  "2 (1 + momentum) / (1 + 2 momentum) / lr."),
             .parameters = {learning_rate_parameter(),
                            body_factor_parameter(),
                            {.key = "momentum",
                             .fallback = 0.0,
                             .label = translatable("Momentum"),
                             .help = translatable("Part of the last update that is added to the "
                                                  "next; 0.9 for the paper's MNIST runs."),
                             .minimum = 0,
                             .maximum = 1},
                            {.key = "nesterov",
                             .fallback = false,
                             .label = translatable("Nesterov"),
                             .help = translatable("Nesterov's form of momentum.")},
                            weight_decay_parameter()}},
            [](const Moved& moved, const Table& settings) {
                return std::make_unique<Sgd>(moved, settings);
            }};
}

} // namespace thaw
