#include "core/run/schedules/warmup.h"

#include <cmath>

namespace thaw {

CatalogueEntry<MakeSchedule> step_decay_schedule() {
    return {{.id = "step",
             .label = translatable("Step decay"),
             .help = translatable("Multiplies the learning rate by `factor` every `every` steps."),
             .parameters = {{.key = "every",
                             .fallback = std::int64_t{1000},
                             .label = translatable("Every"),
                             .help = translatable("Steps between two decays."),
                             .unit = translatable("steps"),
                             .minimum = 1},
                            {.key = "factor",
                             .fallback = 0.1,
                             .label = translatable("Factor"),
                             .help = translatable("What the learning rate is multiplied by."),
                             .minimum = 0,
                             .maximum = 1,
                             .above_minimum = true},
                            warmup_parameter()}},
            [](const Table& settings) {
                const auto every = settings.integer("every");
                const double factor = settings.real("factor");
                return with_warmup(settings, [every, factor](std::int64_t step, std::int64_t) {
                    const std::int64_t drops = step / every;
                    return std::pow(factor, static_cast<double>(drops));
                });
            }};
}

} // namespace thaw
