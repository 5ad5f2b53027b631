#include "core/storage/process_identity.h"

#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace thaw {

namespace {

// Field 22 of /proc/<pid>/stat; 0 if there is no such process. The second field, a name in
// parentheses, may hold blanks, so counting begins after its end.
std::int64_t start_of(std::int64_t pid) {
    std::ifstream in(fmt::format("/proc/{}/stat", pid));
    std::string text;
    std::getline(in, text);
    const auto end = text.rfind(')');
    if (end == std::string::npos)
        return 0;
    std::istringstream fields(text.substr(end + 1));
    std::string skipped;
    for (int field = 3; field < 22; ++field)
        fields >> skipped;
    std::int64_t start = 0;
    fields >> start;
    // A zombie has ended: it is only waiting to be reaped.
    return text.compare(end + 2, 1, "Z") == 0 ? 0 : start;
}

std::string boot() {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string id;
    in >> id;
    return id;
}

std::string host_name() {
    char name[256] = {};
    gethostname(name, sizeof name - 1);
    return name;
}

} // namespace

ProcessIdentity this_process() {
    const std::int64_t pid = getpid();
    return {pid, start_of(pid), host_name(), boot()};
}

bool writer_lives(const RunStatus& status) {
    constexpr double silence = 30;   // seconds
    constexpr double ahead = 3600.0; // of our clock; more is a clock that has jumped since
    const ProcessIdentity here = this_process();
    if (status.host != here.host || status.process_start == 0) { // 0: a system without /proc
        const double age = unix_time() - status.heartbeat;
        return age < silence && age > -ahead;
    }
    return status.boot_id == here.boot_id && start_of(status.pid) == status.process_start;
}

double unix_time() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace thaw
