// In what some runs differ: their configs, and what was done to them.
#pragma once

#include "core/compare/compared_run.h"

#include <initializer_list>
#include <string>
#include <string_view>
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

// Whether a key begins with one of these: "run." names the section [run].
bool begins_with_any(std::string_view key, std::initializer_list<std::string_view> beginnings);
// The config as text but for keys that begin with one of these: runs with one text agree in all the
// others.
std::string config_text_but(const ComparedRun& run,
                            std::initializer_list<std::string_view> beginnings);

} // namespace thaw
