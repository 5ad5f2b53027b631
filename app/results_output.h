// A results table on the terminal and in JSON, for every command that has one.
#pragma once

#include "core/compare/results_table.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace thaw {

// Rows whose cells stand in columns. Control characters are made visible.
void print_aligned(std::vector<std::vector<std::string>> cells);

// With what stands below a table: what the numbers are and what is left out. `names`: of the rows,
// in place of the groups'.
void print_results(const ResultsTable& table, const std::vector<std::string>& names);

nlohmann::json json_of(const SampleSummary& summary);
// By series: the summary, whether it is the best, and the difference to the baseline.
nlohmann::json json_of(const ResultsTable& table, const ResultRow& row);

} // namespace thaw
