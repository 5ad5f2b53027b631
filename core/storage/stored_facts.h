// A run's facts inside its own file: the recorder writes them when the run ends, so that a list of
// thousands of runs reads one dataset of each instead of forty.
//
// They cannot disagree with the file: the recorder makes them by reading the file back, nobody
// writes to a run file after its end, and a resumed run is a new file without them. What is torn,
// cut off or of another version is taken as absent, and the facts are made from the whole file.
#pragma once

#include "core/compare/run_facts.h"

#include <optional>
#include <string>
#include <string_view>

namespace thaw {

// Changes whenever facts are made otherwise or mean something else.
inline constexpr int facts_version = 4;

// What layout::facts holds: the SHA-256 of what follows, 64 digits, and {"version", "facts"} as
// JSON. Place and annotations are left out.
std::string stored_text(const RunFacts& facts);
// Nothing if the text is not whole or of another version.
std::optional<RunFacts> facts_from_stored(std::string_view text, const std::filesystem::path& file);

} // namespace thaw
