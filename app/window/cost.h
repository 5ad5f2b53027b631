// What a run would cost on this machine, measured by doing a little of it.
#pragma once

#include "core/run/config.h"
#include "core/run/run_cost.h"
#include "core/run/trainer.h"

namespace thaw {

// Loads the data, makes the network, times some updates with every block trainable (an upper bound
// under gradual unfreezing) and one reading of every metric, as many of them as
// run.diagnostics_budget leaves. Takes seconds; nothing is written. Throws Error; also when
// `interrupted` says so.
RunCost measure_cost(const RunConfig& config, const Interrupted& interrupted);

} // namespace thaw
