// A rule tried on runs that are over: where it would have fired, and how the runs fared that did
// stop near there. No training needed.
//
// The rule is the ordinary trigger that a session asks, given the same readings in the same order,
// so that a run's own rule fires here at the step that its event log has. What a run read after its
// own stop is what happened with that stop: beyond it a replayed rule says what it would make of
// these readings, not what they would have been (Firing::after_stop).
#pragma once

#include "core/compare/compared_run.h"
#include "core/compare/run_outcome.h"
#include "core/run/item.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct Firing {
    bool watched = true;     // false: the run has no such series, or the rule is disabled
    std::int64_t step = -1;  // -1: it does not fire
    Table why = {};          // what it saw, as in the event log
    bool after_stop = false; // later than the step at which the run's own unfreezing ended
};
// As a session asks it that has the rule from its first boundary on; `set_at`: as one in which it
// was set at that boundary, which asks it from the next one on. REQUIRES: the rule is whole
// (make_rule).
Firing replay(const RunRecord& record, const Item& rule, std::optional<std::int64_t> set_at = {});

// The run among those that differ from `run` in nothing but when unfreezing ended (see
// differs_in_stop_only) whose stop is nearest to the step at which the rule fires.
struct ReplayedRun {
    SharedRun run;
    Firing firing = {};
    SharedRun nearest = {};  // null where the rule does not fire, or no such run has a stop
    RunOutcome outcome = {}; // of `nearest`
    std::size_t won = 0, compared = 0; // see Replay
};

// Winning rate: Liu & Gurevych (arXiv 2403.15210 v1, table 2) compare the OOD accuracy at the step
// that a metric chose with that at `most_random` stops drawn at random, and count how often it is
// better. Here a choice stands for the nearest run that stopped, and the random stops are those of
// the other saved runs of its kind and seed, all where they are no more than `most_random`, else so
// many of them drawn without putting back. Equal OOD is no win. Runs whose kin of the same seed all
// stopped at one step are compared with nothing.
struct Replay {
    static constexpr std::size_t most_random = 10;
    std::vector<ReplayedRun> runs; // as given
    std::size_t fired = 0, won = 0, compared = 0;

    double winning_rate() const; // NaN: nothing was compared
};
// `draw_seed`: of the random stops.
Replay replay(const ComparedRuns& runs, const Item& rule, const std::string& id_series,
              const std::string& ood_series, const Judgement& judgement,
              std::uint64_t draw_seed = 1);

// Whether two runs have the same config but for when unfreezing ends: all of [run], [seeds],
// [checkpoints], metrics, rules and commands may differ, and the interval of gradual unfreezing.
// Runs with one text are of one kind.
std::string kind_but_stop(const ComparedRun& run);

// "id=stabilisation,metric=fisher_trace,tau=8" as a whole rule; without an action it would release
// all. Throws Error(usage).
Item rule_from_text(const std::string& text);

} // namespace thaw
