#include "core/storage/process_identity.h"

#include "core/run/running_process.h"

#include <chrono>
#include <unistd.h>

namespace thaw {

ProcessIdentity this_process() {
    const std::int64_t pid = getpid();
    return {pid, process_start(pid), host_name(), boot_id()};
}

bool writer_lives(const RunStatus& status) {
    constexpr double silence = 30;   // seconds
    constexpr double ahead = 3600.0; // of our clock; more is a clock that has jumped since
    const ProcessIdentity here = this_process();
    if (status.host != here.host || status.process_start == 0) { // 0: a system without /proc
        const double age = unix_time() - status.heartbeat;
        return age < silence && age > -ahead;
    }
    return status.boot_id == here.boot_id && process_start(status.pid) == status.process_start;
}

double unix_time() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace thaw
