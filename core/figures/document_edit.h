// Changes of single settings in a document's text that leave all else as its author wrote it:
// comments, order, blank lines.
#pragma once

#include "core/run/value.h"

#include <cstddef>
#include <optional>
#include <string>

namespace thaw {

// The text with `key` set in [figure], or in the n-th [[panels]] (counted from 0). Nothing as value
// takes the key away: the default holds then. REQUIRES: the text is TOML. Throws ConfigError
// otherwise.
std::string with_setting(const std::string& text, std::optional<std::size_t> panel,
                         const std::string& key, const std::optional<Value>& value);

} // namespace thaw
