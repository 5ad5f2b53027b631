// Runs of one problem by what was done to their early period: the rows of a verdict. Runs of one
// arm differ in nothing but their seed.
#pragma once

#include "core/compare/compared_run.h"

#include <cstdint>
#include <string>
#include <vector>

namespace thaw {

// What ended the release of blocks.
enum class StopEnding {
    not_offered, // the intervention has none to release: standard training, a learning-rate switch
    released,    // all were released at a step that was fixed beforehand, or by hand
    held,        // the same with a hold: what was frozen then stayed so
    planned,     // nobody ended it early
    rule,        // a rule that looks at readings; with interval = "auto" one that began it
};

struct StopArm {
    std::string
        name; // in a table, translated: "300", "never (no early end)", "order = random, 300"
    StopEnding ending = StopEnding::planned;
    std::int64_t step = -1; // of `released` and `held`
    std::string interval;   // k as the config has it; empty: the intervention has none
    // Not of the kind whose stops are compared, but of another order, intervention or none.
    bool control = false;
    bool standard = false;   // intervention "none"
    ComparedRuns runs;       // one a seed, by growing seed
    bool is_a_stop() const { // one that could have been chosen before the run
        return !control && (ending == StopEnding::released || ending == StopEnding::held ||
                            ending == StopEnding::planned);
    }
};

// Standard training first, then the stops by growing k and step, "never" after them, those of
// rules, and the controls. Of the interventions that release blocks the one with the most stops is
// what the others are controls of; its order and other settings are not named. Only what differs
// is: of one k alone none is. Of runs that share arm and seed the first stands for them; `notes`
// says so. Throws Error(usage) where the runs differ in anything but the intervention, when it
// ended, what is measured, seeds and rules: the keys are named.
std::vector<StopArm> stop_arms(const ComparedRuns& runs, std::vector<std::string>& notes);

} // namespace thaw
