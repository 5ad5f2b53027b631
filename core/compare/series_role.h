// What a series is to somebody who compares runs: told by its SeriesInfo, never by its name.
#pragma once

#include "core/run/plan.h"

#include <string>

namespace thaw {

// A list shows the headline series, and all that is measured on the ID test set, on a validation
// split, or of the OOD splits together.
bool is_listed(const SeriesInfo& series);

// The series that a run is judged by where nobody chose, in distribution (SplitRole::id) or over
// all OOD splits (SplitRole::ood): what a metric calls a headline there, accuracy or R2. A metric
// under its own id goes before one that was given a name. Null where there is none; looks at the
// plan.
const SeriesInfo* main_series(const Plan& plan, SplitRole role);

// Whether a reading is the better one. Nothing beats another where nobody knows which is better,
// and NaN beats nothing.
bool beats(Better better, double a, double b);

// What a person reads for a series' part, translated: "ID test" for id_test; most splits and blocks
// are their own names. The name where it has no part.
std::string part_text(const SeriesInfo& series);

} // namespace thaw
