#include "core/training/data/table_file.h"

#include "core/run/error.h"
#include "core/training/data/data_file.h"
#include "core/training/datasets/foreign_file.h"

#include <algorithm>
#include <csv.h>
#include <string_view>
#include <utility>

namespace thaw {

namespace {

class Parser {
  public:
    Parser(const std::filesystem::path& file, char separator) : name_(file.string()) {
        csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
        csv_set_delim(&parser_, static_cast<unsigned char>(separator));
        // Blanks are part of a field: the standard's own ones would be cut off.
        csv_set_space_func(&parser_, [](unsigned char) { return 0; });
    }
    ~Parser() { csv_free(&parser_); }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    // Line by line, so that each row knows where it begins.
    CsvTable read(std::string_view text) {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
            ++line_;
            feed(text.substr(0, end));
            text.remove_prefix(end);
        }
        if (csv_fini(&parser_, take_field, take_row, this) != 0)
            throw damaged("{}, line {}: a quote that begins there is never closed. Close it, or "
                          "double quotes that belong to the text.",
                          name_, row_.line);
        if (table_.columns.empty())
            throw damaged("{} is empty; its first line should name the columns.", name_);
        return std::move(table_);
    }

  private:
    void feed(std::string_view line) {
        if (parser_.pstate == 0) // between two rows
            row_.line = line_;
        if (csv_parse(&parser_, line.data(), line.size(), take_field, take_row, this) ==
            line.size())
            return;
        throw damaged("{}, line {}: a quote stands within a field. Put the field into quotes and "
                      "double those that belong to it.",
                      name_, line_);
    }

    static void take_field(void* text, std::size_t size, void* self) {
        auto& parser = *static_cast<Parser*>(self);
        parser.row_.fields.emplace_back(static_cast<const char*>(text), size);
    }
    static void take_row(int, void* self) { static_cast<Parser*>(self)->end_row(); }

    void end_row() {
        TableRow row = std::exchange(row_, {line_, {}}); // the next may begin after a lone CR
        if (table_.columns.empty())
            table_.columns = std::move(row.fields);
        else
            table_.rows.push_back(std::move(row));
    }

    std::string name_;
    csv_parser parser_{};
    std::int64_t line_ = 0;
    TableRow row_;
    CsvTable table_;
};

void check(const CsvTable& table, const std::string& name) {
    for (auto column = table.columns.begin(); column != table.columns.end(); ++column)
        if (std::find(table.columns.begin(), column, *column) != column)
            throw damaged("{} has two columns '{}'. Rename one of them.", name, *column);
    for (const TableRow& row : table.rows)
        if (row.fields.size() != table.columns.size())
            throw damaged("{}, line {}: the row has {} fields, and the first line names {} "
                          "columns. Mend the row, or choose another separator.",
                          name, row.line, row.fields.size(), table.columns.size());
    if (table.rows.empty())
        throw damaged("{} has columns and no rows. Add some below its first line.", name);
}

} // namespace

std::int64_t CsvTable::find(const std::string& column) const {
    const auto found = std::find(columns.begin(), columns.end(), column);
    return found == columns.end() ? -1 : found - columns.begin();
}

CsvTable read_table(const std::filesystem::path& path, char separator) {
    const auto bytes = bytes_of(DataFile(path));
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    // Everything but a text: what a text is, its rows tell.
    if (text.find('\0') != std::string_view::npos || text.starts_with("version https://git-lfs") ||
        text.starts_with("<") || text.starts_with("\x1F\x8B"))
        if (const auto what = foreign_file_sentence(path, tr("a table")); !what.empty())
            throw Error(Fault::damaged, what);
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text.starts_with(mark))
        text.remove_prefix(mark.size());
    CsvTable table = Parser(path, separator).read(text);
    check(table, path.string());
    return table;
}

} // namespace thaw
