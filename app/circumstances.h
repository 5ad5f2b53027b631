// Going on with a run under other circumstances than it was recorded under.
#pragma once

#include "app/background.h"
#include "core/run/run_record.h"

#include <string>

namespace thaw {

// Of what bits depend on, that which is in both and differs, and which says so in the user's
// language: "threads 4 (here 2); cpu ...". Empty: nothing. Both are full provenances; a file that
// an earlier version wrote may lack much.
std::string different_circumstances(const Table& recorded, const Table& here);

// To be called before the first step of a resumed or forked run and before its file is written.
// Compares where `recorded` began with where `trainer` is. Where equal bits cannot be promised,
// people are told, once, and `details`, of the event `resumed` or `forked`, get `different`, empty
// where all that bits depend on was compared and is the same; of a fork also `inherited`, what the
// parent had gone on under before `step`. Throws Error(failure) instead where `config` says
// run.require_same_machine.
void check_circumstances(const RunRecord& recorded, const Trainer& trainer, const RunConfig& config,
                         Background& background, Table& details);
void inherit_circumstances(const RunRecord& parent, std::int64_t step, Table& details);

} // namespace thaw
