// What a series is, where its file does not say: earlier programs left it to the name alone.
#pragma once

#include "core/run/plan.h"

#include <vector>

namespace thaw {

// Fills in quantity, part, role, better and share. The names that the metrics "evaluation" and
// "train" gave until then are all there is to know.
void describe_old_series(MetricInfo& metric, const std::vector<SplitInfo>& splits);

} // namespace thaw
