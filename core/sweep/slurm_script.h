// The batch script with which a sweep's members are trained as job arrays of Slurm, as text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

struct SlurmScript {
    std::string sweep; // its name
    // Absolute: `thaw`, the sweep's document, the folder of its runs, the one it was started in.
    std::string program, document, folder, start;
    std::int64_t threads = 1;
    std::int64_t stop_before = 120; // seconds before the job's end; run.stop_before of members
    std::string time = {};          // limit as sbatch takes it; empty: what the cluster gives
    std::vector<std::string> further = {}; // options of sbatch, as given: a line each, after ours
};

// Of the sweep's scripts and logs.
std::filesystem::path slurm_folder(const std::filesystem::path& runs);

// What the sweep's jobs are called, but for an offset: its name, and digits of its folder's name,
// so that Slurm's own list tells which jobs are whose.
std::string slurm_job_name(const std::string& sweep, const std::filesystem::path& folder);

// The whole script. Task T of an array trains member T + the script's argument (0 without one),
// and goes back into the queue if that ends with code 4, unless the job was cancelled. Throws
// Error(usage) where Slurm cannot take a name.
std::string to_text(const SlurmScript& script);

// A time limit as sbatch reads it (90, 90:00, 1:30:00, 0-1, 0-1:30, 0-1:30:00) in seconds; nothing
// for others.
std::optional<double> slurm_seconds(std::string_view time);

} // namespace thaw
