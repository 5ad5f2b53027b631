// What became of a run: the words at the end of `thaw run` and of `thaw show`.
#pragma once

#include "core/run/run_record.h"

#include <filesystem>

namespace thaw {

// Prints the run's summary on stdout: state, steps, the newest headline readings, events, file.
void print_summary(const std::filesystem::path& file, bool json);

} // namespace thaw
