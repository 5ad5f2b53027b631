// Tables as text: CSV by RFC 4180 (quotes, doubled quotes, lines within quotes), also with other
// separators, in UTF-8 with or without a mark of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

struct TableRow {
    std::int64_t line = 0; // of the file where it begins, from 1
    std::vector<std::string> fields;
};

struct CsvTable {
    std::vector<std::string> columns; // the first row
    std::vector<TableRow> rows;       // each with as many fields

    // Where a column is; -1: there is none.
    std::int64_t find(const std::string& column) const;
};

// Throws Error(failure) if the file cannot be read, and Error(damaged), with the line, where it is
// no such table: quotes within a field, a quote that is never closed, a row with fewer or more
// fields than there are columns, two columns of one name, no row at all.
CsvTable read_table(const std::filesystem::path& file, char separator);

} // namespace thaw
