// Run files as comparison sees them.
#pragma once

#include "core/compare/compared_run.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace thaw {

// Throws Error as read_run() does.
SharedRun read_compared(const std::filesystem::path& file, const std::stop_token& stop = {});
// In the order given, a run once however many of the files hold it: see run_copies.h. Tells on
// stderr which copies are left out.
ComparedRuns read_compared(const std::vector<std::string>& files);

} // namespace thaw
