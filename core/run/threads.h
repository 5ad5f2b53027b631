// How many threads a run computes with.
#pragma once

#include "core/run/config.h"

#include <cstdint>
#include <filesystem>

namespace thaw {

// Processors that this process may use: those of its affinity mask (taskset, cpusets), and no more
// than its cgroup's CPU quota gives time for (containers, batch systems; v1 and v2; 1.5 counts as
// 1: threads that wait for each other lose more by being held up). At least 1.
std::int64_t processors_here();

// The quota alone, in processors, of a process whose /proc/self/cgroup and mount of cgroups are
// these; infinite where there is none. The strictest of the cgroup and those above it counts.
double cpu_quota(const std::filesystem::path& membership, const std::filesystem::path& mount);

// run.threads; "auto": processors_here(), at most what run.threads may be.
std::int64_t threads_of(const RunConfig& config);

// The config with "auto" as the number that it stands for here: what a new run records, so that
// whoever resumes or repeats it computes with the same number.
RunConfig with_threads_settled(RunConfig config);

} // namespace thaw
