// What the system says against the use of a file or folder, and what to do about that: the one
// place that turns an errno into advice.
#pragma once

#include <string>
#include <system_error>

namespace thaw {

// "No space left on device; make room on its disk", in the user's language, to stand after "{}
// cannot be written: ". 0 is told as a failure of the disk: something went wrong, and nobody said
// what.
std::string reason_and_advice(int number);
inline std::string reason_and_advice(const std::error_code& error) {
    return reason_and_advice(error.value());
}

} // namespace thaw
