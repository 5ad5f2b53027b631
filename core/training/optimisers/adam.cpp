#include "core/run/greatest_factor.h"
#include "core/training/optimisers/adaptive.h"

#include <torch/optim/adam.h>

namespace thaw {

std::vector<Parameter> adaptive_parameters(double weight_decay) {
    Parameter rate = learning_rate_parameter();
    rate.fallback = 1e-3;
    Parameter decay = weight_decay_parameter();
    decay.fallback = weight_decay;
    const auto beta = [](const char* key, double value, const char* label, const char* help) {
        return Parameter{.key = key,
                         .fallback = value,
                         .label = label,
                         .help = help,
                         .minimum = 0,
                         .maximum = 1};
    };
    return {rate,
            body_factor_parameter(),
            beta("beta1", 0.9, translatable("Beta 1"),
                 translatable("Decay of the running mean of gradients.")),
            beta("beta2", 0.999, translatable("Beta 2"),
                 translatable("Decay of the running mean of squared gradients.")),
            {.key = "epsilon",
             .fallback = 1e-8,
             .label = translatable("Epsilon"),
             .help = translatable("Added to the denominator."),
             .minimum = 0,
             .maximum = greatest_factor,
             .above_minimum = true},
            decay};
}

CatalogueEntry<MakeOptimiser> adam_optimiser() {
    return {{.id = "adam",
             .label = translatable("Adam"),
             .help = translatable("Adam (Kingma & Ba 2015); its weight decay is an L2 term in the "
                                  "gradient. lambda_max has no stability limit under it: what "
                                  "counts is the curvature divided by the root of the running "
                                  "mean of squared gradients (Cohen et al. 2022, "
                                  "arXiv 2207.14484)."),
             .parameters = adaptive_parameters(0.0)},
            [](const Moved& moved, const Table& settings) {
                return std::make_unique<Adaptive<torch::optim::Adam, torch::optim::AdamOptions,
                                                 torch::optim::AdamParamState>>(moved, settings);
            }};
}

} // namespace thaw
