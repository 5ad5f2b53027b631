// How numbers, times, rules and events read for a person, in the user's language.
#pragma once

#include "core/run/command.h"
#include "core/run/event.h"
#include "core/run/rule.h"
#include "core/run/run_record.h"

#include <string>

namespace thaw {

std::string duration_text(double seconds);        // 0:07, 12:30, 3:05:00
std::string event_sentence(const Event& event);   // "step 210: layer4 released (stop_rule)"
std::string event_text(const Event& event);       // "layer4 released (stop_rule)"
std::string rule_text(const Item& rule);          // "fisher_trace below 12.5 for 3 readings: hold"
std::string action_text(Action action);           // "release all", translated
std::string state_text(RunState state);           // translated
std::string status_text(const RunStatus& status); // the same, and "interrupted at step 37"
// The step at which the training loss ceased to be finite; -1: it did not.
std::int64_t diverged_step(const std::vector<Event>& events);
// A state as it is shown of a run whose loss ceased to be finite at this step (-1: it did not):
// "finished, diverged at step 120".
std::string with_divergence(const std::string& state, std::int64_t diverged_step);
std::string reason_text(const std::string& reason); // why a session ended, translated
std::string number_text(double value);              // five significant digits; nan, inf

} // namespace thaw
