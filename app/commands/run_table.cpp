#include "app/commands/run_table.h"

#include "app/text.h"
#include "core/compare/fact_group.h"
#include "core/run/error.h"
#include "core/run/quoting.h"
#include "core/storage/json_text.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace thaw {

namespace {

using nlohmann::json;

struct Column {
    std::string text; // as it was asked for
    Expression value;
};

// "a, b" is a and b; commas in brackets and quotes separate nothing.
std::vector<std::string> split_columns(const std::string& text) {
    std::vector<std::string> parts(1);
    int depth = 0;
    char quote = 0;
    for (const char c : text) {
        if (quote == 0 && (c == '\'' || c == '"' || c == '`'))
            quote = c;
        else if (c == quote)
            quote = 0;
        else if (quote == 0)
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        if (c == ',' && depth == 0 && quote == 0)
            parts.emplace_back();
        else if (c != ' ' || !parts.back().empty())
            parts.back() += c;
    }
    return parts;
}

// Without --columns; scores in place of accuracies where a run is judged by something else.
constexpr const char* table_columns = "state,last_step,steps,stop_step,id_acc,ood_acc";
constexpr const char* csv_columns =
    "name,state,seed,stop_step,id_acc,ood_acc,last_step,steps,created,file";

class Rows {
  public:
    Rows(const RunList& runs, const RunTableRequest& request)
        : runs_(runs), request_(request), fields_(fields_of(runs)), kinds_(runs) {
        for (const char* usual : {table_columns, csv_columns, "id_score,ood_score"})
            // of folders without runs, too
            for (const auto& word : split_columns(usual))
                fields_.push_back(field_of(word));
        const Expression where = parsed("--where", request.where);
        Selection selection = select(runs, where);
        remark_ = unknown_sentence(selection);
        chosen_ = std::move(selection.matching);
        sort();
        if (request_.columns.size() > Expression::longest)
            throw usage("--columns: {} characters are the most that are read", Expression::longest);
        for (const auto& text : split_columns(columns_text()))
            columns_.push_back({text, parsed("--columns", text)});
    }

    std::string text() const {
        if (!request_.group.empty())
            return grouped();
        if (request_.format == "json")
            return as_json();
        return request_.format == "csv" ? as_csv() : as_table();
    }
    const std::string& remark() const { return remark_; }

  private:
    std::string columns_text() const {
        if (!request_.columns.empty())
            return request_.columns;
        std::string usual = !request_.group.empty()    ? "id_acc,ood_acc"
                            : request_.format == "csv" ? csv_columns
                                                       : table_columns;
        RunList chosen;
        for (const std::size_t i : chosen_)
            chosen.push_back(runs_[i]);
        if (any_other_score(chosen))
            for (std::size_t at = 0; (at = usual.find("_acc", at)) != std::string::npos;)
                usual.replace(at, std::size("_acc") - 1, "_score");
        return usual;
    }

    // Shows where an expression is wrong, below it.
    Expression parsed(const char* option, const std::string& text) const {
        if (option != std::string_view("--where") &&
            text.find_first_not_of(' ') == std::string::npos)
            throw usage("{}: a field is missing in '{}'; `--columns ?` lists them all", option,
                        option == std::string_view("--sort") ? request_.sort : request_.columns);
        try {
            return option == std::string_view("--where")
                       ? Expression::condition(text, fields_, kinds_)
                       : Expression::parse(text, fields_, kinds_);
        } catch (const ExpressionError& error) {
            constexpr std::size_t longest_shown = 1000; // with its marks it would fill the screen
            if (text.size() > longest_shown)
                throw usage("{}: character {}: {}", option, error.position() + 1, error.what());
            const std::size_t before = columns(text.substr(0, error.position()));
            const std::size_t marked =
                std::max<std::size_t>(1, columns(text.substr(error.position(), error.length())));
            throw usage("{}: {}\n  {}\n  {}{}", option, error.what(), text,
                        std::string(before, ' '), std::string(marked, '^'));
        }
    }

    void sort() {
        if (request_.sort.empty())
            return;
        const bool falling = request_.sort.front() == '-';
        const Expression by = parsed("--sort", request_.sort.substr(falling ? 1 : 0));
        std::vector<Fact> keys;
        for (const auto& run : runs_)
            keys.push_back(by.value(*run));
        std::stable_sort(chosen_.begin(), chosen_.end(), [&](std::size_t a, std::size_t b) {
            const auto known = [&](std::size_t i) {
                const auto* x = std::get_if<double>(&keys[i]);
                return is_known(keys[i]) && (x == nullptr || !std::isnan(*x));
            };
            if (falling && known(a) && known(b)) // what is not known stays last
                return sorts_before(keys[b], keys[a]);
            return sorts_before(keys[a], keys[b]);
        });
    }

    std::string as_json() const {
        json all = json::array();
        for (const std::size_t i : chosen_) {
            const RunFacts& run = *runs_[i];
            if (!run.problem.empty())
                all.push_back({{"file", run.file.string()}, {"error", run.problem}});
            else
                all.push_back(request_.columns.empty() ? usual_json(run) : json_of(run));
        }
        return dump(all, 2) + "\n";
    }

    static json to_json_fact(const Fact& fact) {
        if (const auto* x = std::get_if<double>(&fact)) {
            const bool whole = std::trunc(*x) == *x && std::abs(*x) < 1e15;
            return whole ? json(static_cast<std::int64_t>(*x)) : to_json(*x);
        }
        if (const auto* x = std::get_if<bool>(&fact))
            return *x;
        if (const auto* x = std::get_if<std::vector<std::string>>(&fact))
            return *x;
        return is_known(fact) ? json(to_text(fact)) : json();
    }

    json json_of(const RunFacts& run) const {
        json row{{"file", run.file.string()}};
        for (const Column& column : columns_)
            row[column.text] = to_json_fact(column.value.value(run));
        return row;
    }

    static json usual_json(const RunFacts& run) {
        const auto number = [&](const char* name) {
            return static_cast<std::int64_t>(run.number(Field(name)));
        };
        json row{{"file", run.file.string()},
                 {"run_id", run.text(Field("run_id"))},
                 {"name", run.text(Field("name"))},
                 {"created", run.text(Field("created"))},
                 {"state", run.text(Field("state"))},
                 {"step", number("last_step")},
                 {"steps", number("steps")},
                 {"stop_step",
                  is_known(run.find(Field("stop_step"))) ? number("stop_step") : std::int64_t{-1}},
                 {"last", json::object()}};
        for (const auto& [field, fact] : run.all())
            if (const auto* x = std::get_if<double>(&fact);
                x != nullptr && kind_of(field) == FieldKind::outcome)
                row["last"][field.name()] = to_json(*x);
        return row;
    }

    std::string as_csv() const {
        std::vector<std::string> names;
        for (const Column& column : columns_)
            names.push_back(column.text);
        std::string text = csv_line(names);
        for (const std::size_t i : chosen_) {
            std::vector<std::string> cells;
            for (const Column& column : columns_)
                cells.push_back(to_text(column.value.value(*runs_[i])));
            text += csv_line(cells);
        }
        return text;
    }

    // A person's form: five significant digits, states in words.
    static std::string shown(const Fact& fact, const std::string& column) {
        if (const auto* x = std::get_if<double>(&fact)) {
            const bool whole = std::trunc(*x) == *x && std::abs(*x) < 1e15;
            return whole ? fmt::format("{:.0f}", *x) : number_text(*x);
        }
        if (const auto* x = std::get_if<std::string>(&fact); x != nullptr && column == "state")
            return *x == "damaged" ? tr("damaged") : *x == "unreadable" ? tr("unreadable") : tr(*x);
        return is_known(fact) ? to_text(fact) : "-";
    }

    std::string as_table() const {
        std::vector<std::vector<std::string>> rows(1);
        for (const Column& column : columns_)
            rows[0].push_back(title(column.text));
        rows[0].push_back(tr("File"));
        for (const std::size_t i : chosen_) {
            auto& row = rows.emplace_back();
            for (const Column& column : columns_)
                row.push_back(shown(column.value.value(*runs_[i]), column.text));
            row.push_back(runs_[i]->problem.empty() ? runs_[i]->file.string() : runs_[i]->problem);
        }
        return aligned(std::move(rows));
    }

    std::string title(const std::string& column) const {
        const auto known = std::find(fields_.begin(), fields_.end(), field_of(column));
        return known == fields_.end() ? column : heading(*known);
    }

    // Numbers to the right, the last column as it is.
    static std::string aligned(std::vector<std::vector<std::string>> rows) {
        for (auto& row : rows)
            for (auto& cell : row)
                cell = terminal_text(cell);
        std::vector<std::size_t> widths(rows[0].size());
        std::vector<bool> numbers(rows[0].size(), rows.size() > 1);
        for (std::size_t r = 0; r < rows.size(); ++r)
            for (std::size_t c = 0; c < rows[r].size(); ++c) {
                widths[c] = std::max(widths[c], thaw::columns(rows[r][c]));
                const bool number =
                    rows[r][c].find_first_not_of("+-.0123456789einfa") == std::string::npos;
                numbers[c] = numbers[c] && (r == 0 || number);
            }
        std::string text;
        for (const auto& row : rows) {
            for (std::size_t c = 0; c + 1 < row.size(); ++c) {
                const std::string blanks(widths[c] - thaw::columns(row[c]), ' ');
                text += (numbers[c] ? blanks + row[c] : row[c] + blanks) + "  ";
            }
            text += row.back() + "\n";
        }
        return text;
    }

    std::string grouped() const {
        RunList chosen;
        for (const std::size_t i : chosen_)
            chosen.push_back(runs_[i]);
        const auto groups = groups_of(chosen, parsed("--group", request_.group));
        std::vector<std::vector<std::string>> rows{{request_.group, "n"}};
        json all = json::array();
        const bool table = request_.format == "table";
        for (const Column& column : columns_) {
            rows[0].push_back(column.text);
            if (!table) // over how many of the n runs the mean is
                rows[0].push_back("n of " + column.text);
        }
        for (const FactGroup& group : groups) {
            json object{{request_.group, to_json_fact(group.key)}, {"n", group.runs.size()}};
            auto& row = rows.emplace_back();
            row.push_back(table ? shown(group.key, request_.group) : to_text(group.key));
            row.push_back(std::to_string(group.runs.size()));
            for (const Column& column : columns_) {
                const FactMean mean = mean_of(chosen, group.runs, column.value);
                const Fact fact = mean.count == 0 ? Fact() : Fact(mean.mean);
                object[column.text] = to_json_fact(fact);
                object["n of " + column.text] = mean.count;
                if (table) {
                    const bool all_of_them = mean.count == group.runs.size();
                    row.push_back(
                        shown(fact, column.text) +
                        (all_of_them
                             ? std::string()
                             : " (" + sentence("{} of {}", mean.count, group.runs.size()) + ")"));
                } else {
                    row.push_back(to_text(fact));
                    row.push_back(std::to_string(mean.count));
                }
            }
            all.push_back(std::move(object));
        }
        if (request_.format == "json")
            return dump(all, 2) + "\n";
        if (table) {
            for (std::size_t c = 2; c < rows[0].size(); ++c)
                rows[0][c] = sentence("mean of {}", rows[0][c]);
            return aligned(std::move(rows));
        }
        std::string text;
        for (const auto& row : rows)
            text += csv_line(row);
        return text;
    }

    const RunList& runs_;
    const RunTableRequest& request_;
    std::vector<Field> fields_;
    FieldKinds kinds_;
    std::vector<Column> columns_;
    std::vector<std::size_t> chosen_;
    std::string remark_;
};

std::string all_fields(const RunList& runs) {
    std::string text;
    for (const Field field : fields_of(runs)) {
        const std::string title = heading(field);
        text += field.name() + (title == field.name() ? "" : "  " + title) + "\n";
    }
    return text;
}

} // namespace

RunTableText run_table(const RunList& runs, const RunTableRequest& request) {
    if (request.columns == "?")
        return {all_fields(runs), {}};
    const Rows rows(runs, request);
    return {rows.text(), rows.remark()};
}

} // namespace thaw
