#include "app/compared_files.h"

#include "app/output.h"
#include "core/compare/run_copies.h"
#include "core/storage/storage.h"

#include <set>

namespace thaw {

SharedRun read_compared(const std::filesystem::path& file, const std::stop_token& stop) {
    return compared_run(file, read_run(file, stop));
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
        tell(line);
    return runs;
}

} // namespace thaw
