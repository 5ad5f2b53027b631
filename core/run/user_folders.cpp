#include "core/run/user_folders.h"

#include <cstdlib>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace thaw {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> home_in_list_of_users() {
    constexpr std::size_t enough = std::size_t{64} << 10U; // bytes, for an entry
    std::vector<char> texts(enough);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::getuid(), &entry, texts.data(), texts.size(), &found) != 0 ||
        found == nullptr || found->pw_dir == nullptr || *found->pw_dir != '/')
        return std::nullopt;
    return fs::path(found->pw_dir);
}

std::optional<fs::path> xdg_folder(const char* variable, const char* below_home) {
    if (auto folder = folder_from_environment(variable); folder && folder->is_absolute())
        return folder;
    auto home = folder_from_environment("HOME");
    if (!home || !home->is_absolute())
        home = home_in_list_of_users();
    return home ? std::optional(*home / below_home) : std::nullopt;
}

} // namespace

std::optional<fs::path> folder_from_environment(const char* variable) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0')
        return std::nullopt;
    return fs::path(value);
}

std::optional<fs::path> user_data_folder() {
    return xdg_folder("XDG_DATA_HOME", ".local/share");
}

std::optional<fs::path> user_cache_folder() {
    return xdg_folder("XDG_CACHE_HOME", ".cache");
}

} // namespace thaw
