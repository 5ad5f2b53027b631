// A length of time as people write it in a config.
#pragma once

#include <optional>
#include <string_view>

namespace thaw {

// "120 s", "1.5 min", "2 h" in seconds, with or without the space. Nothing if it is none of these,
// or not above 0 and finite.
std::optional<double> seconds_from_text(std::string_view text);

} // namespace thaw
