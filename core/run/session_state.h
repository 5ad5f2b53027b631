// What a session must know to go on exactly where another left off; the weights are the trainer's.
#pragma once

#include "core/run/value.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace thaw {

struct TriggerState {
    std::string id; // its kind: a fork may have another rule under the same name
    bool fired = false;
    Table table;
    Table settings = {};     // of a rule that was set while the run went on; of the config's: empty
    std::int64_t place = -1; // among the rules: who is asked first when two fire at one boundary
};

struct SessionState {
    std::string run_id; // empty: written by an earlier version, which did not tell
    std::int64_t step = 0;
    double wall_time = 0, train_time = 0;
    double base_learning_rate = 0;
    double configured_learning_rate = 0; // of the config that it was written under
    std::int64_t last_command = 0;       // number of the newest command of a person
    double last_loss = 0;                // of the update before
    bool diverged = false;               // and noted
    std::vector<bool> trainable;
    std::map<std::string, double> headline; // newest readings, for the log of decisions
    std::string intervention_id;
    Table intervention;
    std::map<std::string, TriggerState> triggers; // by name
    std::vector<std::string> removed_rules;       // triggers of the config that watch no longer
    Table budget;                                 // of the diagnostics
};

// The notes of a checkpoint, and back. The latter throws Error(damaged).
std::map<std::string, std::string> to_notes(const SessionState& state);
SessionState state_from_notes(const std::map<std::string, std::string>& notes);

} // namespace thaw
