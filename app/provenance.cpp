#include "app/provenance.h"

#include "build_info.h"
#include "core/run/error.h"

#include <fmt/format.h>
#include <fstream>
#include <sys/utsname.h>
#include <unistd.h>

namespace thaw {

namespace {

std::string cpu_name() {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("model name"))
            return line.substr(line.find(':') + 2);
    return "unknown";
}

std::string shown(const Table& table, const std::string& key) {
    const auto found = table.values().find(key);
    if (found == table.values().end())
        return "?";
    return table.is_text(key) ? table.text(key) : to_toml(found->second);
}

} // namespace

std::string different_from_here(const Table& recorded, const Table& here) {
    Table now = here;
    now.set("cpu", cpu_name());
    std::string differences;
    const auto compare = [&](const std::string& key) {
        const std::string then = shown(recorded, key);
        if (const std::string is = shown(now, key); then != is)
            differences +=
                (differences.empty() ? "" : ", ") + sentence("{} {} (here {})", key, then, is);
    };
    for (const char* key : {"libtorch", "blas", "threads", "device", "cpu"})
        compare(key);
    for (const auto& [key, value] : now.values())
        if (key.starts_with("data.") || key == "environment.OPENBLAS_CORETYPE")
            compare(key);
    return differences;
}

std::string program_version() {
    return fmt::format("{} ({})", build_info::version, build_info::commit);
}

RunHeader make_header(const RunConfig& config, const std::string& source, const Plan& plan,
                      Table provenance) {
    utsname system{};
    uname(&system);
    provenance.set("program", "thawscope " + program_version());
    provenance.set("compiler", std::string(__VERSION__));
    provenance.set("system",
                   fmt::format("{} {} {}", system.sysname, system.release, system.machine));
    provenance.set("host", std::string(system.nodename));
    provenance.set("cpu", cpu_name());

    RunHeader header;
    header.run_id = new_run_id();
    header.name = config.run.settings.text("name");
    header.created = utc_now();
    header.config = to_toml(config);
    header.source = source;
    header.plan = plan;
    header.provenance = std::move(provenance);
    return header;
}

} // namespace thaw
