// Linear warm-up, a setting of every schedule.
#pragma once

#include "core/run/schedules/schedule.h"

namespace thaw {

// The parameter "warmup".
Parameter warmup_parameter();

// `schedule` with its first `warmup` updates scaled by (step + 1) / (warmup + 1), and with its last
// factor from the last update on: a schedule itself is asked about updates that there are.
Schedule with_warmup(const Table& settings, Schedule schedule);

} // namespace thaw
