// The machine that the program runs on.
#pragma once

#include "core/run/value.h"

#include <istream>

namespace thaw {

// cpu (its name), cpu.kind (maker, family and model), cpu.flags (those by which numerical libraries
// choose their code): the first processor's of a /proc/cpuinfo. What is not in it is left out.
void add_processor(Table& table, std::istream& cpuinfo);
// The same of this machine, and host and system.
void add_machine(Table& table);

} // namespace thaw
