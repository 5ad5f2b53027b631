// Which processes there are on this machine.
#pragma once

#include <cstdint>
#include <string>

namespace thaw {

// Clock ticks from boot until the process began: tells a process from a later one of the same
// number. 0 if there is none, if it has ended and waits to be reaped, or on a system without /proc.
std::int64_t process_start(std::int64_t pid);

std::string host_name();
std::string boot_id(); // another after every start of the machine; empty where nobody can tell

} // namespace thaw
