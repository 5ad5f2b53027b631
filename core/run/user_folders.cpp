#include "core/run/user_folders.h"

#include <cstdlib>

namespace thaw {
namespace {

std::filesystem::path xdg_folder(const char* variable, const char* below_home) {
    if (const auto folder = folder_from_environment(variable); folder && folder->is_absolute())
        return *folder;
    if (const auto home = folder_from_environment("HOME"))
        return *home / below_home;
    return std::filesystem::temp_directory_path();
}

} // namespace

std::optional<std::filesystem::path> folder_from_environment(const char* variable) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0')
        return std::nullopt;
    return std::filesystem::path(value);
}

std::filesystem::path user_data_folder() {
    return xdg_folder("XDG_DATA_HOME", ".local/share");
}

std::filesystem::path user_cache_folder() {
    return xdg_folder("XDG_CACHE_HOME", ".cache");
}

} // namespace thaw
