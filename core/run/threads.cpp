#include "core/run/threads.h"

#include "core/run/sections.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sched.h>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr double unlimited = std::numeric_limits<double>::infinity();

std::int64_t processors_by_affinity() {
    // More than 1024 processors need a larger mask than cpu_set_t.
    for (int size = 1024; size <= 1 << 18; size *= 2) {
        std::vector<cpu_set_t> mask(static_cast<std::size_t>(size / 1024));
        const std::size_t bytes = mask.size() * sizeof(cpu_set_t);
        if (sched_getaffinity(0, bytes, mask.data()) == 0)
            return CPU_COUNT_S(bytes, mask.data());
    }
    return std::max(1U, std::thread::hardware_concurrency());
}

double number_in(const fs::path& file) {
    std::ifstream in(file);
    double x = 0;
    return in >> x ? x : -1; // -1 is the kernel's own word for no limit
}

// Of one cgroup. v2 has "max 100000" or "150000 100000" in cpu.max, v1 a file for each.
double quota_of(const fs::path& group) {
    double quota = -1;
    double period = -1;
    if (std::ifstream in(group / "cpu.max"); in) {
        std::string word;
        in >> word >> period;
        quota = word == "max" ? -1 : std::strtod(word.c_str(), nullptr);
    } else {
        quota = number_in(group / "cpu.cfs_quota_us");
        period = number_in(group / "cpu.cfs_period_us");
    }
    return quota > 0 && period > 0 ? quota / period : unlimited;
}

// Of `group`, a path below `root`, and all above it up to the root.
double strictest(const fs::path& root, const fs::path& group) {
    double least = quota_of(root);
    fs::path at = root;
    for (const auto& part : group.relative_path()) {
        at /= part;
        least = std::min(least, quota_of(at));
    }
    return least;
}

} // namespace

double cpu_quota(const fs::path& membership, const fs::path& mount) {
    double least = quota_of(mount); // a container sees its own cgroup as the root
    for (const char* controllers : {"cpu", "cpu,cpuacct", "cpuacct,cpu"})
        least = std::min(least, quota_of(mount / controllers));
    std::ifstream in(membership);
    for (std::string line; std::getline(in, line);) { // "4:cpu,cpuacct:/jobs/7", v2: "0::/jobs/7"
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const fs::path group = line.substr(second + 1);
        bool of_processors = controllers.empty();
        std::istringstream names(controllers);
        for (std::string name; std::getline(names, name, ',');)
            of_processors = of_processors || name == "cpu";
        if (of_processors)
            least = std::min(least, strictest(mount / controllers, group));
    }
    return least;
}

std::int64_t processors_here() {
    const double quota = cpu_quota("/proc/self/cgroup", "/sys/fs/cgroup");
    const std::int64_t mask = std::max<std::int64_t>(processors_by_affinity(), 1);
    return quota < static_cast<double>(mask)
               ? std::max<std::int64_t>(static_cast<std::int64_t>(std::floor(quota)), 1)
               : mask;
}

std::int64_t threads_of(const RunConfig& config) {
    const Table& run = config.run.settings;
    return run.is_text("threads") ? std::min(processors_here(), most_threads)
                                  : run.integer("threads");
}

RunConfig with_threads_settled(RunConfig config) {
    config.run.settings.set("threads", threads_of(config));
    return config;
}

} // namespace thaw
