// Learning-rate schedules: a factor on the base rate for every update.
#pragma once

#include "core/run/description.h"

#include <cstdint>
#include <functional>

namespace thaw {

// The factor for the update that follows `step` completed ones, in a run of `steps`. After the last
// one there is none: what is read there (the effective learning rate, a limit that follows from the
// rate) is told of the last update's, so from step `steps` - 1 on the factor stays.
using Schedule = std::function<double(std::int64_t step, std::int64_t steps)>;
using MakeSchedule = std::function<Schedule(const Table& settings)>;

const Catalogue<MakeSchedule>& schedules();

} // namespace thaw
