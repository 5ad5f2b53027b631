#include "app/machine.h"

#include <array>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/utsname.h>

namespace thaw {

namespace {

// What only kernels and virtual machines care for would make one machine look like two.
constexpr std::array telling_flags{
    "sse4_2",      "avx",         "avx2",        "fma",      "f16c",       "avx512f",
    "avx512dq",    "avx512bw",    "avx512vl",    "avx512cd", "avx512ifma", "avx512vbmi",
    "avx512_vnni", "avx512_bf16", "avx512_fp16", "avx_vnni", "amx_tile",   "amx_bf16",
    "amx_int8",    "asimd",       "asimdhp",     "asimddp",  "fphp",       "sve",
    "sve2",        "bf16",        "i8mm",        "svebf16",  "asimdfhm",   "svei8mm"};

using Processor = std::map<std::string, std::string, std::less<>>;

Processor first_of(std::istream& cpuinfo) {
    Processor processor;
    for (std::string line; std::getline(cpuinfo, line) && !(line.empty() && !processor.empty());) {
        const auto colon = line.find(':');
        if (colon == std::string::npos)
            continue;
        const auto key_end = line.find_last_not_of(" \t", colon == 0 ? 0 : colon - 1);
        const auto begin = line.find_first_not_of(" \t", colon + 1);
        processor.emplace(line.substr(0, key_end + 1),
                          begin == std::string::npos ? "" : line.substr(begin));
    }
    return processor;
}

// "GenuineIntel, cpu family 6, model 167"; on arm64 "CPU implementer 0x41, CPU part 0xd0c".
std::string kind_of(const Processor& processor) {
    std::string kind;
    for (const std::string key :
         {"vendor_id", "cpu family", "model", "CPU implementer", "CPU part", "CPU variant"})
        if (const auto found = processor.find(key); found != processor.end())
            kind +=
                (kind.empty() ? "" : ", ") + (key == "vendor_id" ? "" : key + " ") + found->second;
    return kind;
}

std::string flags_of(const Processor& processor) {
    auto found = processor.find("flags");
    if (found == processor.end())
        found = processor.find("Features");
    if (found == processor.end())
        return {};
    const std::string all = " " + found->second + " ";
    std::string telling;
    for (const std::string flag : telling_flags)
        if (all.find(" " + flag + " ") != std::string::npos)
            telling += (telling.empty() ? "" : " ") + flag;
    return telling;
}

} // namespace

void add_processor(Table& table, std::istream& cpuinfo) {
    const Processor processor = first_of(cpuinfo);
    const std::string kind = kind_of(processor);
    const auto name = processor.find("model name");
    const std::string shown = name == processor.end() ? kind : name->second;
    if (!shown.empty())
        table.set("cpu", shown);
    if (!kind.empty())
        table.set("cpu.kind", kind);
    if (const std::string flags = flags_of(processor); !flags.empty())
        table.set("cpu.flags", flags);
}

void add_machine(Table& table) {
    std::ifstream cpuinfo("/proc/cpuinfo");
    add_processor(table, cpuinfo);
    utsname system{};
    uname(&system);
    table.set("system", fmt::format("{} {} {}", system.sysname, system.release, system.machine));
    table.set("host", std::string(system.nodename));
}

} // namespace thaw
