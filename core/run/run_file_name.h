// What a run's file is called.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>

namespace thaw {

// A person's name for something as part of a file's name. Letters of every script stay as they are;
// what a shell, a file system or a reader of folders takes for something else becomes "_". So it
// never leaves its folder, is not hidden, does not look like an option, and fits. Empty: it was.
std::string readable_file_name(const std::string& name);

// quickstart-s1-20261124-153012-1f3a9c.thaw.h5: tells the run apart at a glance, unique by its id.
// The time is UTC, as all times in the file. A run without a name is "run".
std::string run_file_name(const std::string& name, std::int64_t seed, std::time_t created,
                          const std::string& run_id);

} // namespace thaw
