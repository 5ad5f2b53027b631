#include "app/environment.h"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace thaw {

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
    std::error_code error; // by its own name, which is what process lists then show
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error)
        execv(program.c_str(), arguments);
}

} // namespace thaw
