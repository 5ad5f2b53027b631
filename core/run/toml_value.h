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

} // namespace thaw
