// What Slurm's programs answer, read from their text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// A member in Slurm's queue: waiting, running, or on its way out.
struct SlurmElement {
    std::size_t member = 0;
    std::string job = {};    // the array's id: "123"
    std::string index = {};  // in it
    std::string state = {};  // Slurm's own word: "PENDING"; newer ones may be none that we know
    std::string reason = {}; // why it waits, Slurm's own word: "Dependency"; empty: none

    std::string id() const { return job + "_" + index; }
    bool waits() const { return state == "PENDING"; }
    bool operator==(const SlurmElement& other) const = default;
};

// An array's name says where its members begin: slurm_job_name() and the offset.
std::string array_name(const std::string& job_name, std::size_t offset);

// For squeue --noheader --array --format=: array, index, state, name, reason.
inline constexpr const char* squeue_format = "%F|%K|%T|%j|%r";
// The elements of a sweep's arrays among all that squeue tells in this format, by member.
std::vector<SlurmElement> slurm_elements(std::string_view squeue, const std::string& job_name);

// How many indices an array may have, from what `scontrol show config` tells: MaxArraySize limits
// the index itself, and max_array_tasks how many there are; here no more than 10,000. Nothing where
// it does not tell. 0: no arrays are allowed.
std::optional<std::size_t> slurm_indices(std::string_view configuration);
inline constexpr std::size_t default_slurm_indices = 1001;

// The job's id in the answer of sbatch --parsable: "123" or "123;cluster".
std::optional<std::string> slurm_job_id(std::string_view sbatch);

// What a reason means, translated; empty for those that say it themselves.
std::string slurm_reason_text(const std::string& reason);

} // namespace thaw
