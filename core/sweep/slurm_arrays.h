// Which members of a sweep go into which job array of Slurm, and which array waits for which.
#pragma once

#include "core/sweep/ledger.h"
#include "core/sweep/run_tree.h"
#include "core/sweep/slurm_answers.h"

#include <cstdint>
#include <string>
#include <vector>

namespace thaw {

struct SlurmArray {
    std::size_t offset = 0;           // member = index in the array + offset
    std::vector<std::size_t> members; // in their order
    // What must have ended, in whatever way (a dependency on success would block for ever where
    // there is none): arrays before this one, by their places in the list, and jobs of Slurm.
    std::vector<std::size_t> after = {};
    std::vector<std::string> after_jobs = {};

    bool operator==(const SlurmArray& other) const = default;
};

// `wanted`: members to be submitted, in any order; `queued`: what Slurm has already. Members whose
// parents are in neither, or that have begun, come first; then those that leave them, level by
// level. `indices`: slurm_indices(). `jobs`, unless 0, holds for all arrays together: each then
// waits for the one before it.
std::vector<SlurmArray> slurm_arrays(const RunTree& tree, const Ledger& ledger,
                                     const std::vector<std::size_t>& wanted,
                                     const std::vector<SlurmElement>& queued, std::size_t indices,
                                     std::int64_t jobs);

// Numbers as sbatch takes them: "0-4,7". REQUIRES: they increase.
std::string ranges_text(const std::vector<std::size_t>& numbers);

// What an array waits for, where `ids` are the job ids of those before it.
std::vector<std::string> ids_after(const SlurmArray& array, const std::vector<std::string>& ids);

// sbatch and its arguments. `after`: ids_after().
std::vector<std::string> sbatch_command(const SlurmArray& array, const std::string& job_name,
                                        const std::string& script, std::int64_t jobs,
                                        const std::vector<std::string>& after);

} // namespace thaw
