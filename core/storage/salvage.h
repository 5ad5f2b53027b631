// What is sound in a damaged run file, read chunk by chunk where RunReader would refuse the whole.
#pragma once

#include "core/run/run_record.h"

#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

struct Salvaged {
    RunRecord record;
    std::vector<std::string> lost;   // a sentence each, translated
    std::vector<std::string> absent; // the same, of what may come back
    bool found_more = false;         // checkpoints that the file did not list
};

// Rows: see salvaged_metric.h. Checkpoints are those whose file is whole, also ones that only their
// name tells of, and those whose file is away: a folder that cannot be reached now may be back
// tomorrow. What a killed writer had not finished (the ragged end of the columns) is no damage and
// is not told. Changes nothing. Throws Error if the file cannot be opened or if its config or plan
// is lost, without which nothing else has a meaning.
Salvaged salvage_run(const std::filesystem::path& file);

} // namespace thaw
