#include "app/commands/command_line.h"
#include "app/commands/judging.h"
#include "app/commands/usage_sentence.h"
#include "app/compared_files.h"
#include "app/output.h"
#include "app/results_output.h"
#include "app/text.h"
#include "core/compare/config_diff.h"
#include "core/compare/id_loss_window.h"
#include "core/compare/outcome_geometry.h"
#include "core/compare/results_table.h"
#include "core/run/error.h"
#include "core/run/nearest.h"
#include "core/run/quoting.h"
#include "core/storage/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace thaw {

namespace {

using nlohmann::json;

struct CompareArguments {
    std::vector<std::string> runs, series;
    std::string group = "stop_step", baseline, table;
    bool json = false, diff = false;
};

// All that was worked out, to be told in one way or another.
struct Comparison {
    ComparedRuns runs;
    std::string id, ood;
    std::vector<RunGroup> groups;
    ResultsTable table;
    std::vector<RunOutcome> outcomes; // by run
};

// As a person names a group: its value, or "none" for the runs that have none.
std::string value_word(const RunGroup& group) {
    return is_known(group.value) ? to_text(group.value) : "none";
}

std::string baseline_name(const std::vector<RunGroup>& groups, const std::string& asked) {
    if (asked.empty())
        return {};
    std::string names;
    for (const RunGroup& group : groups) {
        if (group.name == asked || value_word(group) == asked)
            return group.name;
        names += (names.empty() ? "" : ", ") + value_word(group);
    }
    throw usage("--baseline: no group '{}' to compare with; there are: {}", asked, names);
}

// Short words may stand for what no run of these has: none of them has stopped, say.
Field known_field(const std::string& word, const ComparedRuns& runs) {
    const Field field = field_of(word);
    std::vector<std::string> names = short_words();
    names.emplace_back("stop_step");
    for (const auto& run : runs)
        for (const auto& [known, fact] : run->facts.all())
            names.push_back(known.name());
    for (const auto& name : names)
        if (name == word || name == field.name())
            return field;
    const std::string near = nearest(word, names);
    throw near.empty() ? usage("--group: no run has a field '{}'; `thaw list --columns ?` lists "
                               "those of runs",
                               word)
                       : usage("--group: no run has a field '{}'; did you mean '{}'?", word, near);
}

Comparison compared(const CompareArguments& arguments, const JudgingOptions& judging) {
    Comparison all;
    all.runs = read_compared(arguments.runs);
    const Judgement judgement = judging.judgement();
    all.id = judging.id_series(all.runs);
    all.ood = judging.ood_series(all.runs);
    const Field field = known_field(arguments.group, all.runs);
    all.groups = grouped(all.runs, field);
    std::vector<std::string> columns;
    for (const auto& series : arguments.series)
        columns.push_back(known_series(series, "--series", all.runs));
    if (columns.empty())
        columns = {all.id, all.ood};
    all.table = results_table(all.groups, heading(field), columns, judgement,
                              baseline_name(all.groups, arguments.baseline));
    for (const auto& run : all.runs)
        all.outcomes.push_back(outcome(*run, all.id, all.ood, judgement));
    return all;
}

// Nothing where more ID is not known to be better.
std::optional<IdLossWindow> window_of(const Comparison& all) {
    if (better_of(all.runs, all.id) != Better::greater)
        return {};
    return id_loss_window(all.outcomes);
}

std::string spans_text(const IdLossWindow& window) {
    std::string text;
    for (const auto& [first, last] : window.spans)
        text += (text.empty() ? "" : ", ") +
                (first == last ? std::to_string(first) : fmt::format("{}–{}", first, last));
    return text.empty() ? tr("none") : text;
}

void print_table(const Comparison& all) {
    std::vector<std::string> names;
    for (const RunGroup& group : all.groups)
        names.push_back(value_word(group));
    print_results(all.table, names);
    if (const auto window = window_of(all))
        print_line(sentence("stops with an ID loss below 0.5 point: {}", spans_text(*window)));
}

void print_differences(const ComparedRuns& runs) {
    for (const ConfigDifference& difference : config_diff(runs)) {
        print_line(difference.key);
        for (std::size_t i = 0; i < runs.size(); ++i)
            print_line(fmt::format("  {}: {}", terminal_text(runs[i]->label()),
                                   difference.values[i].empty() ? "–" : difference.values[i]));
    }
}

json to_json(const Comparison& all) {
    json out{{"group_by", all.table.heading},
             {"id", all.id},
             {"ood", all.ood},
             {"judge", judgement_text(all.table.judgement)},
             {"baseline", all.table.baseline}};
    for (std::size_t r = 0; r < all.table.rows.size(); ++r) {
        const ResultRow& row = all.table.rows[r];
        out["groups"].push_back({{"name", row.group},
                                 {"value", to_text(all.groups[r].value)},
                                 {"runs", row.runs},
                                 {"series", json_of(all.table, row)}});
    }
    std::vector<OutcomePoint> points;
    for (const RunOutcome& each : all.outcomes)
        points.push_back({each.id, each.ood});
    const auto front =
        pareto_front(points, better_of(all.runs, all.id), better_of(all.runs, all.ood));
    for (std::size_t i = 0; i < all.runs.size(); ++i) {
        const RunOutcome& each = all.outcomes[i];
        out["runs"].push_back(
            {{"file", all.runs[i]->file.string()},
             {"seed", each.seed},
             {"stop_step", each.stop},
             {"id", thaw::to_json(each.id)},
             {"ood", thaw::to_json(each.ood)},
             {"pareto", std::find(front.begin(), front.end(), i) != front.end()}});
    }
    if (const auto window = window_of(all))
        out["id_loss_window"] = {{"reference", thaw::to_json(window->reference)},
                                 {"tolerance", window->tolerance},
                                 {"stops", window->spans}};
    for (const ConfigDifference& difference : config_diff(all.runs))
        out["differences"][difference.key] = difference.values;
    return out;
}

} // namespace

void add_compare_command(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("compare", tr("Set runs side by side: means over seeds, the best "
                                             "stop, differences to a baseline"));
    auto arguments = std::make_shared<CompareArguments>();
    command->add_option("runs", arguments->runs, tr("Run files"))->check(file_name())->required();
    command->add_option("--group", arguments->group, tr("Field that runs of a group agree in"))
        ->capture_default_str();
    command->add_option("--baseline", arguments->baseline,
                        tr("Value of the group that the others are compared with, seed by seed"));
    command->add_option("--series", arguments->series,
                        tr("Columns of the table; the ID and the OOD series if not given"));
    auto judging = add_judging_options(*command);
    command->add_option("--table", arguments->table, tr("Only the table, in this format"))
        ->check(CLI::IsMember(table_formats()));
    command->add_flag("--diff", arguments->diff, tr("In what the runs differ: config and deeds"))
        ->excludes("--table");
    command->add_flag("--json", arguments->json, tr("As JSON"))->excludes("--table");
    command->footer(tr("Examples:\n"
                       "  thaw compare runs/*.thaw.h5 --group stop_step --table latex\n"
                       "  thaw compare runs/*.thaw.h5 --group intervention.id --baseline none\n"
                       "  thaw compare A.thaw.h5 B.thaw.h5 --diff"));
    command->callback([arguments, judging] {
        if (arguments->diff && !arguments->json)
            return print_differences(read_compared(arguments->runs));
        const Comparison all = compared(*arguments, *judging);
        if (arguments->json)
            print_data(dump(to_json(all), 2) + "\n");
        else if (!arguments->table.empty())
            print_data(to_text(all.table, arguments->table));
        else
            print_table(all);
    });
}

} // namespace thaw
