#include "core/run/schedules/warmup.h"

namespace thaw {

CatalogueEntry<MakeSchedule> constant_schedule() {
    return {{.id = "constant",
             .label = translatable("Constant"),
             .help = translatable("The learning rate stays as it is: the paper's image runs."),
             .parameters = {warmup_parameter()}},
            [](const Table& settings) {
                return with_warmup(settings, [](std::int64_t, std::int64_t) { return 1.0; });
            }};
}

} // namespace thaw
