// Results tables as text.
#include "core/compare/results_table.h"
#include "core/run/error.h"
#include "core/run/quoting.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace thaw {

namespace {

// Decimals with which a spread shows two significant digits.
int decimals_of(double spread) {
    if (!(spread > 0) || !std::isfinite(spread))
        return -1;
    return std::clamp(1 - static_cast<int>(std::floor(std::log10(spread))), 0, 8);
}

struct Shown {
    std::string value, spread; // spread empty: there is none
};

Shown shown_numbers(const SampleSummary& summary, const SeriesInfo& series, double spread) {
    const double unit = series.share ? 100 : 1;
    const int decimals = decimals_of(spread * unit);
    if (!std::isfinite(summary.mean))
        return {"–", {}};
    if (decimals < 0) // one run, or runs that agree: the mean to four digits beyond its point
        return {unit == 1 ? fmt::format("{:.5g}", summary.mean)
                          : fmt::format("{:.2f}", summary.mean * unit),
                summary.n > 1 ? "0" : std::string()};
    return {fmt::format("{:.{}f}", summary.mean * unit, decimals),
            fmt::format("{:.{}f}", spread * unit, decimals)};
}

std::string joined(const Shown& shown, const char* between) {
    return shown.spread.empty() ? shown.value : shown.value + between + shown.spread;
}

std::string caption(const ResultsTable& table) {
    std::string text = sentence("mean ± SD over runs; {}", judgement_text(table.judgement));
    if (const std::string left_out = left_out_text(table); !left_out.empty())
        text += "; " + left_out;
    return text;
}

// Of how many runs a cell is, where it is not of all of its row.
std::string share(const ResultRow& row, const ResultCell& cell) {
    const std::string text = share_text(row, cell);
    return text.empty() ? text : " (" + text + ")";
}

// In braces: what begins with [ or * would be an argument of the \\ or \midrule before it.
std::string first_cell(const std::string& text) {
    return "{" + latex_text(text) + "}";
}

std::string latex(const ResultsTable& table) {
    std::string words = table.heading;
    for (const auto& series : table.columns)
        words += series.name;
    for (const auto& row : table.rows)
        words += row.group;
    std::string text = "% " + terminal_text(caption(table)) +
                       "\n% In the preamble: " + "\\usepackage{booktabs}\n" +
                       latex_engine_comment(needs_unicode_latex(words)) + "\\begin{tabular}{lr" +
                       std::string(table.columns.size(), 'r') + "}\n\\toprule\n" +
                       first_cell(table.heading) + " & $n$";
    for (const auto& series : table.columns)
        text += " & " + latex_text(column_name(series));
    text += " \\\\\n\\midrule\n";
    for (const auto& row : table.rows) {
        text += first_cell(row.group) + " & " + std::to_string(row.runs);
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const ResultCell& cell = row.cells[c];
            Shown shown = shown_numbers(cell.summary, table.columns[c], cell.summary.sd);
            if (!std::isfinite(cell.summary.mean)) {
                text += " & --" + share(row, cell);
                continue;
            }
            if (cell.best)
                shown.value = "\\mathbf{" + shown.value + "}";
            text += " & $" + joined(shown, " \\pm ") + "$" + share(row, cell);
        }
        text += " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string markdown(const ResultsTable& table) {
    std::string text = "| " + markdown_cell(table.heading) + " | n |", rule = "|---|---:|";
    for (const auto& series : table.columns) {
        text += " " + markdown_cell(column_name(series)) + " |";
        rule += "---:|";
    }
    text += "\n" + rule + "\n";
    for (const auto& row : table.rows) {
        text += "| " + markdown_cell(row.group) + " | " + std::to_string(row.runs) + " |";
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const std::string cell = cell_text(row.cells[c].summary, table.columns[c]);
            text += row.cells[c].best ? " **" + cell + "**" : " " + cell;
            text += share(row, row.cells[c]) + " |";
        }
        text += "\n";
    }
    return text + "\n" + caption(table) + "\n";
}

// In English and with points, whatever the user's language: it is for programs.
std::string csv(const ResultsTable& table) {
    std::string text = "group,runs,series,n,mean,sd,standard_error,ci95_half_width,best,"
                       "difference_n,difference_mean,difference_standard_error,"
                       "difference_ci95_half_width\n";
    for (const auto& row : table.rows)
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const ResultCell& cell = row.cells[c];
            const SampleSummary& s = cell.summary;
            text += fmt::format("{},{},{},{},{},{},{},{},{}", csv_field(row.group), row.runs,
                                csv_field(table.columns[c].name), s.n, s.mean, s.sd,
                                s.standard_error, s.half_interval, cell.best ? 1 : 0);
            if (cell.difference)
                text +=
                    fmt::format(",{},{},{},{}\n", cell.difference->n, cell.difference->mean,
                                cell.difference->standard_error, cell.difference->half_interval);
            else
                text += ",,,,\n";
        }
    return text;
}

} // namespace

std::string column_name(const SeriesInfo& series) {
    return series.share ? series.name + " (%)" : series.name;
}

std::string cell_text(const SampleSummary& summary, const SeriesInfo& series) {
    return joined(shown_numbers(summary, series, summary.sd), " ± ");
}

std::string difference_text(const SampleSummary& difference, const SeriesInfo& series) {
    Shown shown = shown_numbers(difference, series, difference.standard_error);
    if (difference.mean > 0)
        shown.value.insert(0, "+");
    return joined(shown, " ± ");
}

std::string interval_text(const SampleSummary& difference, const SeriesInfo& series) {
    if (!std::isfinite(difference.half_interval))
        return "–";
    const double unit = series.share ? 100 : 1;
    const int decimals = std::max(decimals_of(difference.half_interval * unit), 0);
    return fmt::format("[{:+.{}f}, {:+.{}f}]", (difference.mean - difference.half_interval) * unit,
                       decimals, (difference.mean + difference.half_interval) * unit, decimals);
}

std::string share_text(const ResultRow& row, const ResultCell& cell) {
    return cell.summary.n == row.runs ? std::string()
                                      : sentence("{} of {}", cell.summary.n, row.runs);
}

std::string left_out_text(const ResultsTable& table) {
    for (const ResultRow& row : table.rows)
        for (const ResultCell& cell : row.cells)
            if (cell.summary.n < row.runs)
                return tr("“2 of 3”: over 2 of the 3 runs; the others have no reading, or one that "
                          "is not finite");
    return {};
}

std::vector<std::string> table_formats() {
    return {"latex", "markdown", "csv"};
}

std::string to_text(const ResultsTable& table, const std::string& format) {
    if (format == "latex")
        return latex(table);
    if (format == "markdown")
        return markdown(table);
    if (format == "csv")
        return csv(table);
    throw std::logic_error("no table format " + format);
}

} // namespace thaw
