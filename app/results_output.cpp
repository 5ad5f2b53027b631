#include "app/results_output.h"

#include "app/output.h"
#include "app/text.h"
#include "core/run/error.h"
#include "core/run/quoting.h"
#include "core/storage/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace thaw {

void print_aligned(std::vector<std::vector<std::string>> cells) {
    for (auto& row : cells)
        for (auto& cell : row)
            cell = terminal_text(cell);
    print(table_text(cells));
}

void print_results(const ResultsTable& table, const std::vector<std::string>& names) {
    std::vector<std::vector<std::string>> cells(1, {table.heading, "n"});
    for (const auto& series : table.columns) {
        cells.front().push_back(column_name(series));
        if (!table.baseline.empty())
            cells.front().push_back(tr("paired difference ± SE"));
    }
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const ResultRow& row = table.rows[r];
        cells.push_back({names[r], std::to_string(row.runs)});
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const ResultCell& cell = row.cells[c];
            const std::string share = share_text(row, cell);
            cells.back().push_back(cell_text(cell.summary, table.columns[c]) +
                                   (share.empty() ? "" : " (" + share + ")") +
                                   (cell.best ? " *" : ""));
            if (table.baseline.empty())
                continue;
            cells.back().push_back(cell.difference
                                       ? difference_text(*cell.difference, table.columns[c]) +
                                             fmt::format(" (n = {})", cell.difference->n)
                                       : "–");
        }
    }
    print_aligned(std::move(cells));
    print_line(sentence("mean ± SD over runs; {}; * best", judgement_text(table.judgement)));
    if (const std::string left_out = left_out_text(table); !left_out.empty())
        print_line(left_out);
}

nlohmann::json json_of(const SampleSummary& summary) {
    return {{"n", summary.n},
            {"mean", to_json(summary.mean)},
            {"sd", to_json(summary.sd)},
            {"standard_error", to_json(summary.standard_error)},
            {"ci95_half_width", to_json(summary.half_interval)}};
}

nlohmann::json json_of(const ResultsTable& table, const ResultRow& row) {
    nlohmann::json all;
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
        nlohmann::json cell = json_of(row.cells[c].summary);
        cell["best"] = row.cells[c].best;
        if (row.cells[c].difference)
            cell["difference"] = json_of(*row.cells[c].difference);
        all[table.columns[c].name] = std::move(cell);
    }
    return all;
}

} // namespace thaw
