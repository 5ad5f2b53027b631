// Results tables as text.
#include "core/compare/results_table.h"
#include "core/run/error.h"

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

Shown shown_numbers(const SampleSummary& summary, std::string_view series, double spread) {
    const double unit = ResultsTable::in_percent(series) ? 100 : 1;
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

std::string escaped(const std::string& text, const std::string& special) {
    std::string all;
    for (const char c : text) {
        if (special.find(c) != std::string::npos)
            all += '\\';
        all += c;
    }
    return all;
}

std::string column_name(const std::string& series) {
    return ResultsTable::in_percent(series) ? series + " (%)" : series;
}

std::string caption(const ResultsTable& table) {
    return sentence("mean ± SD over runs; {}", judgement_text(table.judgement));
}

std::string latex(const ResultsTable& table) {
    const auto words = [](const std::string& text) { return escaped(text, "_%&#$"); };
    std::string text = "% " + caption(table) + "\n\\begin{tabular}{lr" +
                       std::string(table.columns.size(), 'r') + "}\n\\toprule\n" +
                       words(table.heading) + " & $n$";
    for (const auto& series : table.columns)
        text += " & " + words(column_name(series));
    text += " \\\\\n\\midrule\n";
    for (const auto& row : table.rows) {
        text += words(row.group) + " & " + std::to_string(row.runs);
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const ResultCell& cell = row.cells[c];
            Shown shown = shown_numbers(cell.summary, table.columns[c], cell.summary.sd);
            if (!std::isfinite(cell.summary.mean)) {
                text += " & --";
                continue;
            }
            if (cell.best)
                shown.value = "\\mathbf{" + shown.value + "}";
            text += " & $" + joined(shown, " \\pm ") + "$";
        }
        text += " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string markdown(const ResultsTable& table) {
    const auto words = [](const std::string& text) { return escaped(text, "|*_"); };
    std::string text = "| " + words(table.heading) + " | n |", rule = "|---|---:|";
    for (const auto& series : table.columns) {
        text += " " + words(column_name(series)) + " |";
        rule += "---:|";
    }
    text += "\n" + rule + "\n";
    for (const auto& row : table.rows) {
        text += "| " + words(row.group) + " | " + std::to_string(row.runs) + " |";
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const std::string cell = cell_text(row.cells[c].summary, table.columns[c]);
            text += row.cells[c].best ? " **" + cell + "** |" : " " + cell + " |";
        }
        text += "\n";
    }
    return text + "\n" + caption(table) + "\n";
}

std::string csv_text(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
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
            text += fmt::format("{},{},{},{},{},{},{},{},{}", csv_text(row.group), row.runs,
                                csv_text(table.columns[c]), s.n, s.mean, s.sd, s.standard_error,
                                s.half_interval, cell.best ? 1 : 0);
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

std::string cell_text(const SampleSummary& summary, std::string_view series) {
    return joined(shown_numbers(summary, series, summary.sd), " ± ");
}

std::string difference_text(const SampleSummary& difference, std::string_view series) {
    Shown shown = shown_numbers(difference, series, difference.standard_error);
    if (difference.mean > 0)
        shown.value.insert(0, "+");
    return joined(shown, " ± ");
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
