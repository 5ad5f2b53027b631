// A small vocabulary for tests of core/run, which sees no engine.
#pragma once

#include "core/run/description.h"
#include "core/run/interventions/intervention.h"
#include "core/run/schedules/schedule.h"
#include "core/run/triggers/trigger.h"

namespace thaw::test {

inline Vocabulary small_vocabulary() {
    Vocabulary v;
    v.datasets = {{.id = "toy",
                   .label = "Toy",
                   .help = "Toy data",
                   .parameters = {{.key = "size",
                                   .fallback = std::int64_t{8},
                                   .label = "Size",
                                   .help = "Pixels",
                                   .minimum = 1,
                                   .maximum = 64}}}};
    v.shifts = {{.id = "fog",
                 .label = "Fog",
                 .help = "Fog",
                 .parameters = {{.key = "severity",
                                 .fallback = std::int64_t{5},
                                 .label = "Severity",
                                 .help = "How strong",
                                 .minimum = 1,
                                 .maximum = 5}}},
                {.id = "stripe", .label = "Stripe", .help = "Stripe"}};
    v.networks = {{.id = "line",
                   .label = "Line",
                   .help = "Line",
                   .parameters = {{.key = "hidden",
                                   .fallback = std::vector<std::int64_t>{4, 4},
                                   .label = "Hidden",
                                   .help = "Widths",
                                   .minimum = 1}}}};
    v.optimisers = {
        {.id = "sgd",
         .label = "SGD",
         .help = "SGD",
         .parameters = {
             {.key = "learning_rate",
              .fallback = 0.1,
              .label = "Rate",
              .help = "Rate",
              .minimum = 0,
              .above_minimum = true},
             {.key = "momentum",
              .fallback = 0.0,
              .label = "Momentum",
              .help = "Momentum",
              .minimum = 0,
              .maximum = 1},
             {.key = "nesterov", .fallback = false, .label = "Nesterov", .help = "Nesterov"}}}};
    v.tasks = {{.id = "classification", .label = "Classification", .help = "Classes"}};
    v.schedules = descriptions(schedules());
    v.interventions = descriptions(interventions());
    v.triggers = descriptions(triggers());
    v.metrics = {{.id = "train", .label = "Training", .help = "Training"},
                 {.id = "evaluation", .label = "Evaluation", .help = "Evaluation"},
                 {.id = "curve",
                  .label = "Curve",
                  .help = "Curve",
                  .parameters = {{.key = "kind",
                                  .fallback = std::string("falling"),
                                  .label = "Kind",
                                  .help = "Kind",
                                  .words = {"falling", "rising"}}}}};
    return v;
}

// A config that holds, to be changed by tests.
inline const char* const good_config = R"(
[training]
steps = 40
batch_size = 4

[dataset]
id = "toy"

[network]
id = "line"

[optimiser]
id = "sgd"
learning_rate = 0.5

[intervention]
id = "gradual_unfreezing"
interval = 10

[[metrics]]
id = "curve"
early_every = 2
)";

} // namespace thaw::test
