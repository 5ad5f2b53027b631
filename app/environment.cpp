#include "app/environment.h"

#include <cstdlib>
#include <unistd.h>

namespace thaw {

namespace {
// Empty where the system does not tell.
std::filesystem::path this_program() {
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored);
}
} // namespace

std::filesystem::path share_folder() {
    return this_program().parent_path().parent_path() / "share";
}

void settle_environment(char** arguments) {
    constexpr int keep = 0; // what the user has set wins
    bool changed = false;
    const auto set = [&](const char* name, const char* value) {
        changed = changed || std::getenv(name) == nullptr;
        setenv(name, value, keep);
    };
    set("OMP_WAIT_POLICY", "passive");
    set("OPENBLAS_NUM_THREADS", "1");
    if (!changed)
        return;
    execv(this_program().c_str(), arguments); // by its own name: process lists show that
}

} // namespace thaw
