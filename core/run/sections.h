// The sections of a config that are not chosen from a catalogue, and the settings that every
// metric and every trigger has. Described like everything else.
#pragma once

#include "core/run/cadence.h"
#include "core/run/description.h"

#include <cstdint>
#include <vector>

namespace thaw {

inline constexpr std::int64_t most_threads = 256; // that run.threads may be

const Description& run_section();         // [run]
const Description& training_section();    // [training]
const Description& seeds_section();       // [seeds]
const Description& checkpoints_section(); // [checkpoints]
const Description& command_section();     // [[commands]]

// What the config adds to a catalogue's own parameters.
const std::vector<Parameter>& dataset_extras(); // normalise, pad, crop, memory, validation_share
const std::vector<Parameter>& ood_extras();     // role
const std::vector<Parameter>& split_extras();   // name, role
const std::vector<Parameter>& network_extras(); // weights
const std::vector<Parameter>& metric_extras();  // name, early_every, early_steps, every
const std::vector<Parameter>& trigger_extras(); // name, enabled, action, learning_rate

// `description` with `extras` in front of its own parameters.
Description with_extras(const std::vector<Parameter>& extras, Description description);

Cadence cadence_of(const Table& metric_settings);

} // namespace thaw
