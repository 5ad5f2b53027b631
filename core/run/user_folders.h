// Where the environment says that data and caches are.
#pragma once

#include <filesystem>
#include <optional>

namespace thaw {

// The folder named by an environment variable; nothing if it is unset or empty.
std::optional<std::filesystem::path> folder_from_environment(const char* variable);

// $XDG_DATA_HOME or ~/.local/share, $XDG_CACHE_HOME or ~/.cache (XDG Base Directory
// Specification: a relative path in a variable is ignored). Without HOME, the home folder is the
// one in the system's list of users; nothing where that has none either: a folder that others may
// write to, such as /tmp, is no place for what this user's programs will believe.
std::optional<std::filesystem::path> user_data_folder();
std::optional<std::filesystem::path> user_cache_folder();

} // namespace thaw
