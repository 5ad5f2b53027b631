// The text of a config file, as the user wrote it.
#pragma once

#include <string>

namespace thaw {

// Throws Error(usage) if the file cannot be read.
std::string config_source(const std::string& file);

} // namespace thaw
