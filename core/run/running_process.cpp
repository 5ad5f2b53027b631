#include "core/run/running_process.h"

#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace thaw {

// Field 22 of /proc/<pid>/stat. The second field, a name in parentheses, may hold blanks, so
// counting begins after its end.
std::int64_t process_start(std::int64_t pid) {
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
    return text.compare(end + 2, 1, "Z") == 0 ? 0 : start; // Z: a zombie
}

std::string boot_id() {
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

} // namespace thaw
