// A results table: a row a group of runs, a column a number of theirs, mean and standard deviation
// over the runs, the best of each column marked; and the same as text for papers and programs.
#pragma once

#include "core/compare/compared_run.h"
#include "core/compare/paired_difference.h"
#include "core/compare/run_outcome.h"
#include "core/compare/sample_summary.h"

#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct ResultCell {
    SampleSummary summary;                        // of the group's runs
    bool best = false;                            // the best mean of its column, or as good as it
    std::optional<SampleSummary> difference = {}; // to the baseline, paired by seed
};
struct ResultRow {
    std::string group;
    std::size_t runs = 0;          // in the group; a cell says itself over how many it is
    std::vector<ResultCell> cells; // by column
};
struct ResultsTable {
    std::string heading;             // of the first column: what the groups are made by
    std::vector<SeriesInfo> columns; // of a series that no run has: its name alone
    Judgement judgement;
    std::string baseline; // the group that differences are to; empty: none
    std::vector<ResultRow> rows;
};
// "accuracy.id_test (%)": shares are shown in percent; their numbers here are as they were read.
std::string column_name(const SeriesInfo& series);
// `columns`: names of series. `baseline`: the name of the group that the others are compared with
// by seed, or empty.
ResultsTable results_table(const std::vector<RunGroup>& groups, const std::string& heading,
                           const std::vector<std::string>& columns, const Judgement& judgement,
                           const std::string& baseline = {});

// What a cell shows: "98.78 ± 0.12", in percent where it is one; "+0.51 ± 0.08" for a difference.
// The spread has two significant digits, the mean as many decimals.
std::string cell_text(const SampleSummary& summary, const SeriesInfo& series);
std::string difference_text(const SampleSummary& difference, const SeriesInfo& series);
// "[+0.35, +0.67]": the 95 % confidence interval of a difference's mean; "–" for fewer than two.
std::string interval_text(const SampleSummary& difference, const SeriesInfo& series);
// "2 of 3" where a cell's numbers are not over all runs of its row: the others have no finite
// number. Empty where they are.
std::string share_text(const ResultRow& row, const ResultCell& cell);
// What a table says below itself of such cells; empty where there are none.
std::string left_out_text(const ResultsTable& table);

// LaTeX with the package booktabs, Markdown, and CSV with all digits (a row a group and column).
std::vector<std::string> table_formats(); // "latex", "markdown", "csv"
// REQUIRES: `format` is one of them.
std::string to_text(const ResultsTable& table, const std::string& format);

} // namespace thaw
