// Runs that are thrown away and can be had back: moved, with their checkpoints, into a folder
// beside them, on the same disk, so that a name changes and nothing is copied.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

inline constexpr const char* trash_name = ".thaw-trash"; // in each folder that runs were taken from

struct TrashedRun {
    std::filesystem::path file;     // where it lies now
    std::filesystem::path original; // where it was
};

// Throws Error(failure) if the run is going on, if there is no such file or if it cannot be moved;
// then all is as it was.
TrashedRun trash_run(const std::filesystem::path& file);
// Back to its place. Throws Error(failure) if there is another file meanwhile or it cannot be
// moved.
void restore_run(const TrashedRun& run);
// What lies in the trash of `folder` and the folders below it, the newest first.
std::vector<TrashedRun> trashed_runs(const std::filesystem::path& folder);
// Deletes for good; returns the bytes that became free. Throws Error(failure).
std::uintmax_t delete_trashed(const std::vector<TrashedRun>& runs);

} // namespace thaw
