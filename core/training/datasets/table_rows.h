// Rows of a table with what they are for: labels, domains and splits out of named columns.
#pragma once

#include "core/run/plan.h"
#include "core/run/value.h"
#include "core/training/data/table_file.h"

#include <map>
#include <string>
#include <vector>

namespace thaw {

// Words of a list with commas between, blanks around them cut off.
std::vector<std::string> words_of(const std::string& list);

// The column that a setting names. Throws Error(usage) if it is empty or the table lacks it.
std::size_t column_of(const CsvTable& table, const Table& settings, const std::string& setting);

struct RowSplit {
    std::string name;
    SplitRole role = SplitRole::ood;
    std::string domain;
    std::vector<std::int64_t> rows;
};
// train and id_test first (id_test empty: to be held out of train), then the others in the order in
// which they first come. Throws Error(usage) for words that no setting names.
std::vector<RowSplit> rows_by_split(const CsvTable& table, const Table& settings);

// A field as a number. Throws Error(damaged) with its line and column.
double number_in(const CsvTable& table, std::int64_t row, std::size_t column);

} // namespace thaw
