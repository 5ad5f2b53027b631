// What `thaw sweep` tells of a sweep: its plan, how it stands, its progress.
#pragma once

#include "app/sweep/local_engine.h"
#include "app/sweep/slurm.h"
#include "app/sweep/sweep_plan.h"

#include <optional>
#include <string>

namespace thaw {

// The tree with what each member shares and trains, the steps saved, and the time that it takes,
// where run files of the sweep tell how long a step is.
std::string plan_text(const SweepPlan& plan, const Ledger& ledger, const LocalOptions& options);

// A table of arms by seeds with their states, then the reasons; and the same for programs,
std::string standing_text(const SweepPlan& plan, const Ledger& ledger);
// with what Slurm has of them.
std::string standing_json(const SweepPlan& plan, const Ledger& ledger, const SlurmQueue& queue);

// "12 of 30 done, 2 running; 41 % of the steps; about 12:30 left".
std::string progress_text(const SweepPlan& plan, const Ledger& ledger, const LocalOptions& options,
                          std::size_t at_work);

// Updates that are still to be made, and the seconds that one takes in this sweep's run files;
// nothing where none tells.
std::int64_t steps_left(const SweepPlan& plan, const Ledger& ledger);
// How much of the updates with shared beginnings is made, in [0, 1].
double share_done(const SweepPlan& plan, const Ledger& ledger);
std::optional<double> seconds_per_step(const Ledger& ledger);

} // namespace thaw
