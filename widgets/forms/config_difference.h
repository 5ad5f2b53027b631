// How one config is said as another one with settings on the command line.
#pragma once

#include "core/run/config.h"

#include <string>
#include <vector>

namespace thaw {

// "key=value" overrides that make `wanted` of the config that `base_text` holds. Sections whose
// things differ, and lists that an override cannot reach into, are given whole, as inline tables
// without their defaults. Throws ConfigError if base_text holds no config.
std::vector<std::string> overrides_between(const std::string& base_text, const RunConfig& wanted,
                                           const Vocabulary& vocabulary);

} // namespace thaw
