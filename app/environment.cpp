#include "app/environment.h"

#include <cstdlib>
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
    if (changed)
        execv("/proc/self/exe", arguments);
}

} // namespace thaw
