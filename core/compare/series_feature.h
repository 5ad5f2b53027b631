// One number of a run's series that might go with how the run ended: what is correlated with OOD.
#pragma once

#include "core/run/run_record.h"

#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// last: the newest reading. greatest: of the finite ones (an early peak, say). mean: of the finite
// ones, each counting alike. at_stop: the last reading not after the step at which unfreezing
// ended.
enum class SeriesFeature { last, greatest, mean, at_stop };
std::vector<SeriesFeature> series_features();
std::string feature_text(SeriesFeature feature); // "greatest reading", translated

// NaN where the run has no such series, no such reading, or no stop.
double feature_of(const RunRecord& record, std::string_view series, SeriesFeature feature);

} // namespace thaw
