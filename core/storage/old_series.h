// What a series is, where its file does not say: earlier programs left it to the name alone.
#pragma once

#include "core/run/plan.h"

namespace thaw {

// Fills in quantity, part, role, better and share of the series of `metric` that say no quantity of
// their own. The names that metrics gave are all there is to know. `plan` has the blocks and
// splits.
void describe_old_series(MetricInfo& metric, const Plan& plan);

} // namespace thaw
