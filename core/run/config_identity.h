// By what two runs are known to be of one config.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace thaw {

// Settings of [run] that no update and no reading depends on.
inline constexpr std::array settings_of_no_matter{"name", "threads", "require_same_machine",
                                                  "stop_before"};

// SHA-256 over a resolved config (to_toml) without what no reading depends on or what is the
// machine's: the run's name, its threads, where it may be resumed, when it stops for a batch
// system, and how often it is saved. Throws Error(damaged) if the text is not TOML.
std::string config_identity(std::string_view resolved);

} // namespace thaw
