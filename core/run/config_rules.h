// What a trigger's or a command's settings must agree on, whether the config has them or a person
// sets them while the run goes on.
#pragma once

#include "core/run/item.h"

#include <string>

namespace thaw {

// What is wrong with the rate that the item's action needs, translated; empty: nothing.
std::string learning_rate_problem(const Item& item);

} // namespace thaw
