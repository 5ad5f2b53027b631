#include "app/compared_files.h"

#include "core/compare/run_copies.h"
#include "core/storage/storage.h"

#include <cstdio>
#include <fmt/format.h>
#include <set>

namespace thaw {

SharedRun read_compared(const std::filesystem::path& file) {
    return compared_run(file, read_run(file));
}

ComparedRuns read_compared(const std::vector<std::string>& files) {
    ComparedRuns runs;
    std::set<std::filesystem::path> seen;
    for (const std::filesystem::path file : files)
        if (seen.insert(std::filesystem::absolute(file).lexically_normal()).second)
            runs.push_back(read_compared(file));
    std::vector<std::string> told;
    runs = without_copies(runs, told);
    for (const std::string& line : told)
        fmt::print(stderr, "{}\n", line);
    return runs;
}

} // namespace thaw
