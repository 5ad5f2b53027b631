// A whole TOML document in one table.
#pragma once

#include "core/run/value.h"

#include <string_view>

namespace thaw {

// Keys with dots: training.steps. Entries of lists of sections go by their "name", where all have
// one, else by their number from 0: metrics.fisher_trace.every, ood.0.severity. A list of anything
// but numbers, a date or a time is a text, as TOML writes it. Throws Error(damaged) if the text is
// not TOML.
Table flat_table_from_toml(std::string_view text);

} // namespace thaw
