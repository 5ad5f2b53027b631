#include "core/compare/results_table.h"

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

void mark_best(ResultsTable& table, std::size_t column) {
    const Better better = table.columns[column].better;
    if (better == Better::unknown)
        return;
    double best = std::nan("");
    for (const ResultRow& row : table.rows) {
        const double mean = row.cells[column].summary.mean;
        if (std::isfinite(mean) && (std::isnan(best) || beats(better, mean, best)))
            best = mean;
    }
    for (ResultRow& row : table.rows)
        row.cells[column].best = row.cells[column].summary.mean == best;
}

} // namespace

ResultsTable results_table(const std::vector<RunGroup>& groups, const std::string& heading,
                           const std::vector<std::string>& columns, const Judgement& judgement,
                           const std::string& baseline) {
    ResultsTable table{heading, {}, judgement, {}, {}};
    ComparedRuns all;
    for (const RunGroup& group : groups)
        all.insert(all.end(), group.runs.begin(), group.runs.end());
    for (const std::string& name : columns) {
        const SeriesInfo* info = series_info(all, name);
        table.columns.push_back(info == nullptr ? SeriesInfo{.name = name} : *info);
    }
    const RunGroup* base = nullptr;
    for (const RunGroup& group : groups)
        if (!baseline.empty() && group.name == baseline)
            base = &group;
    if (base != nullptr)
        table.baseline = baseline;
    for (const RunGroup& group : groups) {
        ResultRow row{group.name, group.runs.size(), {}};
        std::vector<SeedPair> pairs;
        if (base != nullptr && base != &group)
            pairs = paired_by_seed(group.runs, base->runs);
        for (const std::string& series : columns) {
            const auto value_of = [&](const ComparedRun& run) {
                return judged(run.record, series, judgement);
            };
            std::vector<double> values;
            for (const auto& run : group.runs)
                values.push_back(value_of(*run));
            ResultCell cell{summarise(values)};
            if (!pairs.empty())
                cell.difference = paired_difference(pairs, value_of).summary;
            row.cells.push_back(cell);
        }
        table.rows.push_back(std::move(row));
    }
    for (std::size_t column = 0; column < columns.size(); ++column)
        mark_best(table, column);
    return table;
}

} // namespace thaw
