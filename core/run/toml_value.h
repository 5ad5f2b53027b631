// A setting's value from a parsed TOML node. For sources of this room: nobody else sees toml++.
#pragma once

#include "core/run/value.h"

#include <optional>
#include <toml++/toml.h>

namespace thaw {

// A boolean, an integer, a float or a text; nothing for any other node.
std::optional<Value> scalar_of(const toml::node& node);
// A list of integers, if all elements are, else of reals. Nothing if an element is not a number.
std::optional<Value> numbers_of(const toml::array& list);

// Why a text is not TOML, a sentence. A number that is too large for 64 bits is told with the range
// that there is.
std::string not_toml(const toml::parse_error& error);
// Whether that is all that is wrong with it: such a number.
bool is_number_out_of_range(const toml::parse_error& error);

} // namespace thaw
