#include "core/run/thread_priority.h"

#if defined(__linux__)
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace thaw {

void give_way_to_the_screen() {
#if defined(__linux__)
    // On Linux niceness is of the thread, not of the process as POSIX has it. Among all processes
    // of a machine 5 is about a third of a core's weight, so that a run is not starved by others.
    constexpr int niceness = 5;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
#endif
}

} // namespace thaw
