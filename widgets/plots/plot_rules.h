// Rules as lines on a plot, and lines that a person draws as rules.
#pragma once

#include "core/run/rule.h"
#include "core/run/run_history.h"

#include <Qt>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct RuleLine {
    Item rule;
    Qt::Orientation orientation = Qt::Horizontal;
    double value = 0; // on the y axis; for a vertical line the step
    bool enabled = true;
    std::int64_t fired_step = -1;
    std::string name() const { return rule.settings.text("name"); }
};
// The lines of those rules that watch one of these series or wait for a step. A relative threshold
// has none before its reference was read.
std::vector<RuleLine> rule_lines(const std::vector<Rule>& rules, const RunHistory& history,
                                 const std::vector<std::string>& series);

// A new rule, with the least "rule n" that is free for a name: release_all where the intervention
// releases blocks, else pause.
Item threshold_draft(const std::string& series, double value, const RunConfig& config,
                     const std::vector<Rule>& rules, const RunHistory& history);
Item at_step_draft(std::int64_t step, const RunConfig& config, const std::vector<Rule>& rules);
// The line's rule after the line was moved to `value` (a step for vertical lines), or switched.
Item moved(const RuleLine& line, double value, const RunHistory& history);
Item switched(const RuleLine& line, bool enabled);

double snapped(double value); // to three significant digits

} // namespace thaw
