// The nearest valid spelling, for "did you mean".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// The candidate with the smallest edit distance to `word` (insert, delete, replace, swap
// neighbours), or "" when none is near enough to be meant.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace thaw
