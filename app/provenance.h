// Where a run was made: program, machine, moment.
#pragma once

#include "core/run/config.h"
#include "core/run/run_header.h"

#include <string>

namespace thaw {

std::string program_version(); // "0.1.0 (commit)"

// A new run's header: fresh id, the present moment, the trainer's provenance with the program's and
// the machine's added.
RunHeader make_header(const RunConfig& config, const std::string& source, const Plan& plan,
                      Table provenance);

// Where bits depend on it, what was different when a run was recorded from what is here: "threads 4
// (here 2), ...". Empty: equal bits can be promised. `here` is the trainer's provenance.
std::string different_from_here(const Table& recorded, const Table& here);

} // namespace thaw
