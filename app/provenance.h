// Where a run was made: program, machine, moment.
#pragma once

#include "core/run/config.h"
#include "core/run/run_header.h"

#include <string>

namespace thaw {

std::string program_version(); // "0.1.0 (commit)"

// The trainer's provenance with the program's and the machine's added: all that bits depend on.
Table full_provenance(Table of_trainer);

// A new run's header: fresh id, the present moment. `provenance` is the trainer's.
RunHeader make_header(const RunConfig& config, const std::string& source, const Plan& plan,
                      Table provenance);

// What became of the weights that the network began with, translated; empty: it began with random
// ones.
std::string weights_notice(const Table& provenance);

} // namespace thaw
