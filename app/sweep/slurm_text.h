// What `thaw sweep` tells of Slurm.
#pragma once

#include "app/sweep/slurm.h"

#include <string>

namespace thaw {

// "Slurm job 123: 6 members (0-4,7)".
std::string array_text(const std::string& job, const std::vector<std::size_t>& members);

// A line for each array and reason of the members that wait, and one for those that Slurm does not
// have; or one that says why nobody knows.
std::string queue_text(const SlurmQueue& queue, const SweepPlan& plan, const Ledger& ledger);

// The script, and as comments the commands of a shell that submit the arrays: an #SBATCH file.
std::string submission_text(const SlurmSubmission& submission, const SlurmOptions& options);

} // namespace thaw
