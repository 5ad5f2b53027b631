// In what some runs differ: their configs, and what was done to them.
#pragma once

#include "core/compare/compared_run.h"

#include <string>
#include <vector>

namespace thaw {

struct ConfigDifference {
    std::string key;   // optimiser.learning_rate; of what was done a few words, translated
    bool done = false; // what was done to the run, not its config
    std::vector<std::string> values; // by run, as TOML writes them; empty: the run has no such key
};
// Keys in which not all runs agree, config first, sorted. What was done: blocks released, holds,
// rules that fired, were set or removed, learning rates, each with its steps, whoever asked for it.
std::vector<ConfigDifference> config_diff(const ComparedRuns& runs);

} // namespace thaw
