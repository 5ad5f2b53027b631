// Rules that are set, moved, disabled or removed while a run goes on: a trigger with its settings,
// carried by an ordinary command and kept whole in the event log, so that the log repeats the run.
#pragma once

#include "core/run/config.h"
#include "core/run/event.h"

#include <vector>

namespace thaw {

// A trigger as it stands: Item::id is its kind, its settings hold "name".
struct Rule {
    Item trigger;
    bool from_config = true;      // as the config has it; false: set while the run went on
    std::int64_t set_step = 0;    // since when it stands like this
    std::int64_t fired_step = -1; // -1: not yet
};

// The rules of a run after `events`, those of the config first, then by the time they were set. A
// rule that was set again under its name keeps its place, has not fired and remembers nothing.
std::vector<Rule> rules_in_force(const RunConfig& config, const std::vector<Event>& events);

// A whole trigger of this kind: `settings` over the defaults of its description and of
// trigger_extras(). The name is the id where `settings` gives none. Throws Error(usage) if a
// setting is unknown, missing, of another type or out of range.
Item make_rule(const std::string& id, const Table& settings);

// What an event of kind rule_set says, and back. REQUIRES for rule_of: the event is one.
Table rule_details(const Item& rule);
Item rule_of(const Event& event);

} // namespace thaw
