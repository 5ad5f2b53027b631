#include "core/compare/verdict.h"

#include "app/commands/command_line.h"
#include "app/commands/judging.h"
#include "app/commands/usage_sentence.h"
#include "app/compared_files.h"
#include "app/output.h"
#include "app/results_output.h"
#include "core/run/quoting.h"
#include "core/run/sentences.h"
#include "core/storage/json_text.h"

#include <nlohmann/json.hpp>

namespace thaw {

namespace {

using nlohmann::json;

struct VerdictArguments {
    std::vector<std::string> runs, series;
    std::string rule, validation, table = "text";
};

Verdict verdict_of(const VerdictArguments& arguments, const JudgingOptions& judging) {
    VerdictQuestion question;
    question.judgement = judging.judgement();
    if (!arguments.rule.empty())
        question.rule = rule_option(arguments.rule);
    const ComparedRuns runs = read_compared(arguments.runs);
    if (question.rule)
        check_watched(*question.rule, runs);
    question.id_series = judging.id_series(runs);
    question.ood_series = judging.ood_series(runs);
    question.validation_series = arguments.validation.empty()
                                     ? usual_validation_series(runs, question.id_series)
                                     : known_series(arguments.validation, "--validation", runs);
    for (const std::string& series : arguments.series)
        question.more.push_back(known_series(series, "--series", runs));
    return verdict(runs, question);
}

std::string interval_sentence(const BootstrapInterval& interval) {
    return interval.seeds < 2
               ? sentence("no interval: it takes two seeds with comparisons; there: {}",
                          interval.seeds)
               : sentence(
                     "95 % interval {:.1f} to {:.1f} % (bootstrap over {} seeds, {} resamples)",
                     100 * interval.low, 100 * interval.high, interval.seeds, interval.resamples);
}

void print_choice(const std::string& what, const Verdict& all, const StopChoice& choice,
                  const std::string& series) {
    std::string seeds;
    for (const std::int64_t seed : choice.seeds)
        seeds += (seeds.empty() ? "" : ", ") + std::to_string(seed);
    print_line(sentence("{}: {}, best of {} stops by {} (mean {} over seeds {})", what,
                        terminal_text(all.arms[choice.arm].name), choice.among.size(), series,
                        number_text(choice.mean), seeds));
}

void print_rule(const RuleVerdict& rule) {
    print_line(rule.text);
    for (const RuleChoice& choice : rule.choices)
        print_line("  " + sentence("seed {}: fires at step {}; nearest stop {}", choice.seed,
                                   choice.fired, choice.stop));
    std::size_t won = 0, compared = 0;
    for (const SeedWins& of : rule.wins) {
        won += of.won;
        compared += of.compared;
    }
    print_line("  " + winning_text(won, compared));
    if (compared > 0)
        print_line("  " + interval_sentence(rule.interval));
    if (rule.after_stop > 0)
        print_line("  " + sentence("{} [run is|runs are] not counted: the rule fires there after "
                                   "the run's own stop, on what was read with that stop",
                                   rule.after_stop));
}

void print_contrasts(const Verdict& all) {
    if (all.contrasts.empty())
        return;
    const SeriesInfo &id = all.table.columns[0], &ood = all.table.columns[1];
    std::vector<std::vector<std::string>> cells{{tr("Paired differences"), "n", column_name(id),
                                                 tr("95 % interval"), column_name(ood),
                                                 tr("95 % interval")}};
    for (const Contrast& one : all.contrasts) {
        const SampleSummary &of_id = one.id.summary, &of_ood = one.ood.summary;
        cells.push_back({one.subject + " − " + one.other, std::to_string(of_ood.n),
                         difference_text(of_id, id), interval_text(of_id, id),
                         difference_text(of_ood, ood), interval_text(of_ood, ood)});
    }
    print_line("");
    print_aligned(std::move(cells));
    print_line(tr("mean ± SE over seeds, and its 95 % confidence interval (Student's t)"));
}

void print_verdict(const Verdict& all) {
    ResultsTable table = all.table; // differences stand below
    table.baseline.clear();
    std::vector<std::string> names;
    for (const ResultRow& row : table.rows)
        names.push_back(row.group);
    print_results(table, names);
    print_contrasts(all);
    print_line("");
    if (all.chosen)
        print_choice(tr("chosen"), all, *all.chosen, all.question.validation_series);
    if (all.oracle)
        print_choice(tr("oracle"), all, *all.oracle, all.question.ood_series);
    if (all.rule)
        print_rule(*all.rule);
    for (const std::string& note : all.notes)
        print_line(terminal_text(note));
}

json json_of(const Verdict& all, const StopChoice& choice, const std::string& series) {
    json among;
    for (const std::size_t arm : choice.among)
        among.push_back(all.arms[arm].name);
    return {{"stop", all.arms[choice.arm].name},
            {"step", all.arms[choice.arm].step},
            {"interval", all.arms[choice.arm].interval},
            {"series", series},
            {"mean", to_json(choice.mean)},
            {"seeds", choice.seeds},
            {"among", among}};
}

json json_of(const PairedDifference& difference) {
    json out = json_of(difference.summary);
    for (std::size_t i = 0; i < difference.seeds.size(); ++i)
        out["by_seed"].push_back(
            {{"seed", difference.seeds[i]}, {"difference", to_json(difference.differences[i])}});
    return out;
}

json json_of(const RuleVerdict& rule) {
    json out{{"rule", rule.text},
             {"winning_rate", to_json(rule.winning_rate)},
             {"ci95_low", to_json(rule.interval.low)},
             {"ci95_high", to_json(rule.interval.high)},
             {"seeds", rule.interval.seeds},
             {"resamples", rule.interval.resamples},
             {"after_stop", rule.after_stop}};
    for (const RuleChoice& choice : rule.choices)
        out["choices"].push_back({{"seed", choice.seed},
                                  {"step", choice.fired},
                                  {"stop_step", choice.stop},
                                  {"file", choice.nearest->file.string()}});
    for (const SeedWins& of : rule.wins)
        out["wins"].push_back({{"seed", of.seed}, {"won", of.won}, {"compared", of.compared}});
    return out;
}

json json_of(const Verdict& all) {
    json out{{"id", all.question.id_series},
             {"ood", all.question.ood_series},
             {"validation", all.question.validation_series},
             {"judge", judgement_text(all.question.judgement)},
             {"baseline", all.table.baseline},
             {"notes", all.notes}};
    for (const ResultRow& row : all.table.rows)
        out["rows"].push_back(
            {{"stop", row.group}, {"runs", row.runs}, {"series", json_of(all.table, row)}});
    if (all.chosen)
        out["chosen"] = json_of(all, *all.chosen, all.question.validation_series);
    if (all.oracle)
        out["oracle"] = json_of(all, *all.oracle, all.question.ood_series);
    if (all.rule)
        out["rule"] = json_of(*all.rule);
    for (const Contrast& one : all.contrasts)
        out["differences"].push_back({{"of", one.subject},
                                      {"to", one.other},
                                      {"id", json_of(one.id)},
                                      {"ood", json_of(one.ood)}});
    return out;
}

std::vector<std::string> formats() {
    std::vector<std::string> all = table_formats();
    all.insert(all.begin(), "text");
    all.emplace_back("json");
    return all;
}

} // namespace

void add_verdict_command(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "verdict", tr("Which stop is right: one chosen on a validation split, beside never, "
                      "standard training, the best by hindsight, controls and a rule"));
    auto arguments = std::make_shared<VerdictArguments>();
    command->add_option("runs", arguments->runs, tr("Run files"))->check(file_name())->required();
    command->add_option("--rule", arguments->rule,
                        tr("A rule whose choice is judged too: "
                           "id=stabilisation,metric=fisher_trace,tau=8"));
    command->add_option("--validation", arguments->validation,
                        tr("Series that the stop is chosen by; if not given the first over a "
                           "validation split that measures what the ID series does"));
    auto judging = add_judging_options(*command);
    command->add_option("--series", arguments->series, tr("Further columns of the table"));
    command
        ->add_option(
            "--table", arguments->table,
            tr("Output format: text and json contain everything, the others the table alone"))
        ->check(CLI::IsMember(formats()))
        ->capture_default_str();
    command->footer(
        tr("Runs of one problem that differ in seed, in how unfreezing went and in when it ended. "
           "The stop, and k where it differs, is the one with the best mean over seeds of the "
           "validation series; all is then told on the test sets. The winning rate of a rule is as "
           "in `thaw replay`, over the runs that had not stopped before; its interval is that of a "
           "bootstrap over seeds.\n"
           "Examples:\n"
           "  thaw verdict runs/*.thaw.h5 --judge mean:5\n"
           "  thaw verdict runs/*.thaw.h5 --rule id=stabilisation,metric=fisher_trace,tau=3\n"
           "  thaw verdict runs/*.thaw.h5 --table latex --series fisher_trace"));
    command->callback([arguments, judging] {
        const Verdict all = verdict_of(*arguments, *judging);
        if (arguments->table == "text")
            print_verdict(all);
        else if (arguments->table == "json")
            print_data(dump(json_of(all), 2) + "\n");
        else
            print_data(to_text(all.table, arguments->table));
    });
}

} // namespace thaw
