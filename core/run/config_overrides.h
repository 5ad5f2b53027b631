// "--set dotted.key=value" on a parsed config.
#pragma once

#include <string>
#include <toml++/toml.h>
#include <vector>

namespace thaw {

// Changes `root` and returns the keys that were set, in the form that messages use (list entries
// by index). A value that is not TOML is taken as text. Throws ConfigError.
std::vector<std::string> apply_overrides(toml::table& root,
                                         const std::vector<std::string>& overrides);

} // namespace thaw
