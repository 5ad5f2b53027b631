// Which stop is right: the protocol of Liu & Gurevych (arXiv 2403.15210) over saved runs, as its
// reviewers asked for it. A stop is chosen on a validation split and judged on the test sets; it
// stands beside runs that never stopped early, standard training, the best stop by hindsight, other
// controls and what a rule would have chosen; all with spreads over seeds.
#pragma once

#include "core/compare/bootstrap.h"
#include "core/compare/paired_difference.h"
#include "core/compare/replay.h"
#include "core/compare/results_table.h"
#include "core/compare/stop_arm.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct VerdictQuestion {
    std::string id_series, ood_series;
    std::string validation_series = {}; // what the stop is chosen by; empty: none is chosen
    std::vector<std::string> more = {}; // further columns of the table
    Judgement judgement = {};
    std::optional<Item> rule = {};
};

// The first series over a validation split of what `id_series` measures; empty where there is none.
std::string usual_validation_series(const ComparedRuns& runs, const std::string& id_series);

// The stop with the best mean over seeds of one series. Only means over the same seeds compare: a
// stop with fewer than half the seeds of the one with the most, or with a value that is not finite,
// is left out, and the means are over the seeds that all others have.
struct StopChoice {
    std::size_t arm = 0; // of those with the same mean the earliest
    double mean = 0;
    std::vector<std::size_t> among; // arms
    std::vector<std::int64_t> seeds;
};
// Nothing where no two stops compare, or nobody knows which value of the series is better; `notes`
// says why, and what was left out.
std::optional<StopChoice> choose_stop(const std::vector<StopArm>& arms, const std::string& series,
                                      const Judgement& judgement, std::vector<std::string>& notes);

// What a rule chose for one seed: the saved run that stopped nearest to where it fires, see
// replay().
struct RuleChoice {
    std::int64_t seed = 0, fired = -1;
    SharedRun nearest;
    std::int64_t stop = -1; // of `nearest`
};
struct RuleVerdict {
    std::string text;                // rule_text()
    std::vector<RuleChoice> choices; // by seed; a seed for which it does not fire has none
    // Over the runs in which it fires before their own stop: later readings are those of that stop.
    std::vector<SeedWins> wins;
    std::size_t after_stop = 0; // firings left out for that
    double winning_rate = 0;    // NaN: nothing was compared
    BootstrapInterval interval;

    ComparedRuns runs() const; // `nearest` of each choice
};

// One way minus another, seed by seed.
struct Contrast {
    std::string subject, other; // names of rows
    PairedDifference id, ood;
};

struct Verdict {
    VerdictQuestion question;
    std::vector<StopArm> arms;
    std::optional<StopChoice> chosen; // on the validation series
    std::optional<StopChoice> oracle; // on the OOD series: the best that could have been known
    std::optional<RuleVerdict> rule;
    // A row an arm and one for the rule; "chosen" and "oracle" stand beside the name. Differences
    // are to the chosen stop.
    ResultsTable table;
    std::vector<Contrast> contrasts; // of the chosen stop, and of the rule, to the others
    std::vector<std::string> notes;  // sentences: what was left out, and why
};
// Takes as long as replay(). Throws Error(usage) as stop_arms() does.
Verdict verdict(const ComparedRuns& runs, const VerdictQuestion& question);

} // namespace thaw
