#include "core/storage/process_identity.h"

#include "core/run/running_process.h"

#include <chrono>
#include <sys/stat.h>
#include <unistd.h>

namespace thaw {

ProcessIdentity this_process() {
    const std::int64_t pid = getpid();
    struct stat space {};
    const bool told = ::stat("/proc/self/ns/pid", &space) == 0;
    return {pid, process_start(pid), host_name(), boot_id(),
            told ? static_cast<std::int64_t>(space.st_ino) : 0};
}

bool writer_lives(const RunStatus& status) {
    constexpr double silence = 30;   // seconds
    constexpr double ahead = 3600.0; // of our clock; more is a clock that has jumped since
    const ProcessIdentity here = this_process();
    const bool other_numbers =
        status.pid_namespace != 0 && status.pid_namespace != here.pid_namespace;
    if (status.host == here.host && status.boot_id != here.boot_id)
        return false;
    // 0: a system without /proc
    if (status.host != here.host || status.process_start == 0 || other_numbers) {
        const double age = unix_time() - status.heartbeat;
        return age < silence && age > -ahead;
    }
    return process_start(status.pid) == status.process_start;
}

double unix_time() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace thaw
