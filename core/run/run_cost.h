// What a run will cost before it is started: measured on a few steps, added up over the plan.
#pragma once

#include "core/run/cadence.h"
#include "core/run/plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace thaw {

struct RunCost {
    std::vector<BlockInfo> blocks; // from the input to the head
    std::int64_t steps = 0;
    std::int64_t steps_per_epoch = 0; // 0: not known
    double seconds_per_step = 0;      // training alone, no diagnostics

    // What one metric adds.
    struct Share {
        std::string metric; // its name in the config
        double seconds_per_reading = 0;
        std::int64_t readings = 0;

        double seconds() const { return seconds_per_reading * static_cast<double>(readings); }
    };
    std::vector<Share> diagnostics;

    double training_seconds() const { return seconds_per_step * static_cast<double>(steps); }
    double diagnostics_seconds() const;
    double total_seconds() const { return training_seconds() + diagnostics_seconds(); }
    // Of the whole time, in [0, 1]; 0 for a run that takes no time.
    double diagnostics_share() const;
    std::int64_t parameters() const;
};

// How often a metric is read in a run of `steps` steps: boundaries 0 to `steps` that are due.
std::int64_t readings_of(const Cadence& cadence, std::int64_t steps);

} // namespace thaw
