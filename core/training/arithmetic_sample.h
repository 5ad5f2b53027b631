// A fixed calculation by all libraries that training uses.
#pragma once

#include <string>

namespace thaw {

// The first 16 hexadecimal digits of the SHA-256 over what it gives: where they differ, so will
// runs. The reverse is not sure, but whatever it is that makes a processor, a library or a setting
// round otherwise (instruction sets, threads, numbers below 1e-38 flushed to zero), it need not be
// known beforehand to be seen here. Draws from no generator; takes milliseconds.
std::string arithmetic_sample();

} // namespace thaw
