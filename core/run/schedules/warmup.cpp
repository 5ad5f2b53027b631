#include "core/run/schedules/warmup.h"

#include <algorithm>

namespace thaw {

Parameter warmup_parameter() {
    return {.key = "warmup",
            .fallback = std::int64_t{0},
            .label = translatable("Warm-up"),
            .help = translatable("Updates over which the learning rate grows linearly to its full "
                                 "value. 0: no warm-up, as in the paper's image experiments."),
            .unit = translatable("steps"),
            .minimum = 0};
}

Schedule with_warmup(const Table& settings, Schedule schedule) {
    const auto warmup = settings.integer("warmup");
    return [warmup, schedule = std::move(schedule)](std::int64_t step, std::int64_t steps) {
        step = std::min(step, std::max<std::int64_t>(steps - 1, 0)); // the last update's stays
        const double growth =
            step < warmup ? static_cast<double>(step + 1) / static_cast<double>(warmup + 1) : 1.0;
        return growth * schedule(step, steps);
    };
}

} // namespace thaw
