// Learning-rate schedules: a factor on the base rate for every update.
#pragma once

#include "core/run/description.h"

#include <cstdint>
#include <functional>

namespace thaw {

// The factor for the update that follows `step` completed ones, in a run of `steps`.
using Schedule = std::function<double(std::int64_t step, std::int64_t steps)>;
using MakeSchedule = std::function<Schedule(const Table& settings)>;

const Catalogue<MakeSchedule>& schedules();

} // namespace thaw
