#include "core/run/schedules/warmup.h"

#include <cmath>
#include <numbers>

namespace thaw {

CatalogueEntry<MakeSchedule> cosine_schedule() {
    return {{.id = "cosine",
             .label = translatable("Cosine"),
             .help = translatable("Falls from the full rate to `final` times it along half a "
                                  "cosine over the whole run (Loshchilov & Hutter 2017, SGDR)."),
             .parameters = {{.key = "final",
                             .fallback = 0.0,
                             .label = translatable("Final factor"),
                             .help = translatable("Factor on the learning rate at the last step."),
                             .minimum = 0,
                             .maximum = 1},
                            warmup_parameter()}},
            [](const Table& settings) {
                const double last = settings.real("final");
                return with_warmup(settings, [last](std::int64_t step, std::int64_t steps) {
                    const double done =
                        steps > 1 ? static_cast<double>(step) / static_cast<double>(steps - 1) : 1;
                    return last + (1 - last) * (1 + std::cos(std::numbers::pi * done)) / 2;
                });
            }};
}

} // namespace thaw
