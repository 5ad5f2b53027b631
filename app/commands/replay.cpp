#include "core/compare/replay.h"

#include "app/commands/command_line.h"
#include "app/commands/judging.h"
#include "app/commands/usage_sentence.h"
#include "app/compared_files.h"
#include "app/output.h"
#include "app/text.h"
#include "core/run/quoting.h"
#include "core/storage/json_text.h"

#include <nlohmann/json.hpp>

namespace thaw {

namespace {

std::string firing_text(const Firing& firing) {
    if (!firing.watched)
        return tr("not watched: the run has no such series");
    if (firing.step < 0)
        return tr("does not fire");
    return firing.after_stop ? sentence("step {}, after its own stop", firing.step)
                             : sentence("step {}", firing.step);
}

void print_replay(const Replay& all, const Item& rule) {
    print_line(rule_text(rule));
    for (const ReplayedRun& each : all.runs) {
        print(terminal_text(each.run->label()) + ": " + firing_text(each.firing));
        if (each.nearest)
            print("; " + sentence("nearest stop {} ({}): ID {}, OOD {}", each.outcome.stop,
                                  terminal_text(each.nearest->label()),
                                  number_text(each.outcome.id), number_text(each.outcome.ood)));
        print("\n");
    }
    print_line(sentence("fires in {} of {} [run|runs]", all.fired, all.runs.size()));
    print_line(winning_text(all.won, all.compared));
}

nlohmann::json json_replay(const Replay& all, const Item& rule) {
    nlohmann::json out{{"rule", rule_text(rule)},
                       {"fired", all.fired},
                       {"won", all.won},
                       {"compared", all.compared},
                       {"winning_rate", to_json(all.winning_rate())}};
    for (const ReplayedRun& each : all.runs) {
        nlohmann::json row{
            {"file", each.run->file.string()}, {"watched", each.firing.watched},
            {"step", each.firing.step},        {"after_stop", each.firing.after_stop},
            {"why", to_json(each.firing.why)}, {"won", each.won},
            {"compared", each.compared}};
        if (each.nearest)
            row["nearest"] = {{"file", each.nearest->file.string()},
                              {"stop_step", each.outcome.stop},
                              {"id", to_json(each.outcome.id)},
                              {"ood", to_json(each.outcome.ood)}};
        out["runs"].push_back(std::move(row));
    }
    return out;
}

} // namespace

void add_replay_command(CLI::App& program) {
    struct Arguments {
        std::vector<std::string> runs;
        std::string rule;
        bool json = false;
    };
    CLI::App* command = program.add_subcommand(
        "replay", tr("Try a rule on saved runs: where it would have fired, and what came of it"));
    auto arguments = std::make_shared<Arguments>();
    command->add_option("runs", arguments->runs, tr("Run files"))->check(file_name())->required();
    command
        ->add_option("--rule", arguments->rule,
                     tr("A trigger as in a config: id=stabilisation,metric=fisher_trace,tau=8"))
        ->required();
    auto judging = add_judging_options(*command);
    command->add_flag("--json", arguments->json, tr("As JSON"));
    command->footer(
        tr("Each run is taken with the run of its kind and seed that stopped nearest to where the "
           "rule fires. Winning rate: how often that run's OOD is better than that of other stops, "
           "up to ten of them drawn at random (Liu & Gurevych, arXiv 2403.15210).\n"
           "Examples:\n"
           "  thaw replay runs/*.thaw.h5 --rule id=stabilisation,metric=fisher_trace,tau=3\n"
           "  thaw replay runs/*.thaw.h5 --rule id=at_step,step=300 --judge mean:5"));
    command->callback([arguments, judging] {
        const Item rule = rule_option(arguments->rule);
        const Judgement judgement = judging->judgement();
        const ComparedRuns runs = read_compared(arguments->runs);
        check_watched(rule, runs);
        const Replay all =
            replay(runs, rule, judging->id_series(runs), judging->ood_series(runs), judgement);
        if (arguments->json)
            print_data(dump(json_replay(all, rule), 2) + "\n");
        else
            print_replay(all, rule);
    });
}

} // namespace thaw
