// English words that go with a number: "fires in {} of {} [run|runs]".
#pragma once

#include <string>
#include <vector>

namespace thaw {

// The sentence with the first or the second word of each pair in [brackets]: the first where the
// blank before it is filled with "1". `shown` is what the blanks are filled with. A translation
// that needs no such pair has none.
std::string with_plurals(const std::string& sentence, const std::vector<std::string>& shown);

} // namespace thaw
