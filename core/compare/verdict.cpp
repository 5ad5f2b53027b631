#include "core/compare/verdict.h"

#include "core/compare/series_role.h"
#include "core/run/error.h"
#include "core/run/sentences.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace thaw {

std::string usual_validation_series(const ComparedRuns& runs, const std::string& id_series) {
    const SeriesInfo* id = series_info(runs, id_series);
    for (const auto& run : runs)
        for (const auto& metric : run->record.header.plan.metrics)
            for (const auto& series : metric.series)
                if (series.role == SplitRole::validation && id != nullptr &&
                    series.quantity == id->quantity)
                    return series.name;
    return {};
}

namespace {

std::vector<std::int64_t> seeds_of(const StopArm& arm, const std::string& series) {
    std::vector<std::int64_t> seeds;
    for (const auto& run : arm.runs)
        if (const SeriesLook look = find_series(run->record, series);
            look && !look.series->value.empty())
            seeds.push_back(run->seed());
    return seeds;
}

bool all_finite(const StopArm& arm, const std::string& series, const Judgement& judgement) {
    return std::all_of(arm.runs.begin(), arm.runs.end(), [&](const SharedRun& run) {
        const SeriesLook look = find_series(run->record, series);
        return !look || look.series->value.empty() ||
               std::isfinite(judged(run->record, series, judgement));
    });
}

double mean_over(const StopArm& arm, const std::vector<std::int64_t>& seeds,
                 const std::string& series, const Judgement& judgement) {
    std::vector<double> values;
    for (const auto& run : arm.runs)
        if (std::binary_search(seeds.begin(), seeds.end(), run->seed()))
            values.push_back(judged(run->record, series, judgement));
    return summarise(values).mean;
}

} // namespace

std::optional<StopChoice> choose_stop(const std::vector<StopArm>& arms, const std::string& series,
                                      const Judgement& judgement, std::vector<std::string>& notes) {
    StopChoice choice;
    std::size_t most = 0;
    for (const StopArm& arm : arms)
        if (arm.is_a_stop())
            most = std::max(most, seeds_of(arm, series).size());
    for (std::size_t i = 0; i < arms.size(); ++i) {
        if (!arms[i].is_a_stop())
            continue;
        const auto seeds = seeds_of(arms[i], series);
        if (!all_finite(arms[i], series, judgement)) {
            notes.push_back(sentence("{}: stop {} is left out of the choice: a value is not finite",
                                     series, arms[i].name));
            continue;
        }
        if (seeds.empty() || 2 * seeds.size() < most) {
            notes.push_back(sentence("{}: stop {} is left out of the choice: it has {} of {} seeds",
                                     series, arms[i].name, seeds.size(), most));
            continue;
        }
        std::vector<std::int64_t> common;
        std::set_intersection(choice.seeds.begin(), choice.seeds.end(), seeds.begin(), seeds.end(),
                              std::back_inserter(common));
        choice.seeds = choice.among.empty() ? seeds : common;
        choice.among.push_back(i);
    }
    ComparedRuns runs;
    for (const std::size_t i : choice.among)
        runs.insert(runs.end(), arms[i].runs.begin(), arms[i].runs.end());
    const Better better = better_of(runs, series);
    if (choice.among.size() < 2)
        notes.push_back(
            sentence("{}: no stop is chosen: there are not two to choose from", series));
    else if (choice.seeds.empty())
        notes.push_back(
            sentence("{}: no stop is chosen: the stops have no seed in common", series));
    else if (better == Better::unknown)
        notes.push_back(sentence(
            "{}: no stop is chosen: it is not known which of two values is better", series));
    if (choice.among.size() < 2 || choice.seeds.empty() || better == Better::unknown)
        return {};
    if (choice.seeds.size() < most)
        notes.push_back(sentence("{}: the choice is over the {} [seed|seeds] that all stops have",
                                 series, choice.seeds.size()));
    choice.mean = std::nan("");
    for (const std::size_t i : choice.among) {
        const double mean = mean_over(arms[i], choice.seeds, series, judgement);
        if (std::isnan(choice.mean) || beats(better, mean, choice.mean)) {
            choice.arm = i;
            choice.mean = mean;
        }
    }
    return choice;
}

ComparedRuns RuleVerdict::runs() const {
    ComparedRuns all;
    for (const RuleChoice& choice : choices)
        all.push_back(choice.nearest);
    return all;
}

namespace {

class Judge {
  public:
    explicit Judge(const ComparedRuns& runs, const VerdictQuestion& question) {
        out_.question = question;
        out_.arms = stop_arms(runs, out_.notes);
    }

    Verdict take() {
        const VerdictQuestion& asked = out_.question;
        choose();
        out_.oracle = choose_stop(out_.arms, asked.ood_series, asked.judgement, out_.notes);
        if (asked.rule)
            replay_rule();
        name_rows();
        make_table();
        if (out_.chosen)
            contrast(rows_[out_.chosen->arm], &out_.arms[out_.chosen->arm]);
        if (out_.rule && !out_.rule->choices.empty())
            contrast(rows_.back(), nullptr);
        return std::move(out_);
    }

  private:
    void choose() {
        const std::string& series = out_.question.validation_series;
        if (series.empty()) {
            out_.notes.push_back(
                tr("no stop is chosen: the runs have no validation split; dataset.validation_share "
                   "= 0.1 holds one out of the training set"));
            return;
        }
        out_.chosen = choose_stop(out_.arms, series, out_.question.judgement, out_.notes);
        ComparedRuns all;
        for (const StopArm& arm : out_.arms)
            all.insert(all.end(), arm.runs.begin(), arm.runs.end());
        const SeriesInfo* info = series_info(all, series);
        if (info != nullptr && info->role != SplitRole::validation)
            out_.notes.push_back(sentence(
                "{} is not of a validation split: what the stop is chosen on must not be what it "
                "is judged by",
                series));
    }

    void replay_rule() {
        ComparedRuns runs;
        std::set<std::int64_t> seeds;
        for (const StopArm& arm : out_.arms)
            if (!arm.control)
                for (const auto& run : arm.runs) {
                    runs.push_back(run);
                    seeds.insert(run->seed());
                }
        const VerdictQuestion& asked = out_.question;
        const Replay replayed =
            replay(runs, *asked.rule, asked.id_series, asked.ood_series, asked.judgement);
        RuleVerdict& rule = out_.rule.emplace();
        rule.text = rule_text(*asked.rule);
        std::map<std::int64_t, SeedWins> wins;
        std::map<std::int64_t, const ReplayedRun*>
            witnesses; // by seed: the run that went on longest
        const auto own_stop = [](const ReplayedRun& run) {
            return run.run->stop() < 0 ? std::numeric_limits<std::int64_t>::max() : run.run->stop();
        };
        for (const ReplayedRun& each : replayed.runs) {
            if (!each.nearest)
                continue;
            if (each.firing.after_stop) {
                ++rule.after_stop;
                continue;
            }
            SeedWins& of = wins[each.run->seed()];
            of.seed = each.run->seed();
            of.won += each.won;
            of.compared += each.compared;
            const ReplayedRun*& witness = witnesses[each.run->seed()];
            if (witness == nullptr || own_stop(each) > own_stop(*witness))
                witness = &each;
        }
        for (const auto& [seed, of] : wins)
            rule.wins.push_back(of);
        for (const auto& [seed, witness] : witnesses)
            rule.choices.push_back(
                {seed, witness->firing.step, witness->nearest, witness->outcome.stop});
        rule.winning_rate = winning_rate(rule.wins);
        rule.interval = winning_interval(rule.wins);
        std::string silent;
        for (const std::int64_t seed : seeds)
            if (witnesses.count(seed) == 0)
                silent += (silent.empty() ? "" : ", ") + std::to_string(seed);
        if (!silent.empty())
            out_.notes.push_back(sentence("the rule chooses nothing for seed {}: it does not fire "
                                          "there before the run's own stop",
                                          silent));
    }

    void name_rows() {
        for (std::size_t i = 0; i < out_.arms.size(); ++i) {
            std::string name = out_.arms[i].name;
            if (out_.chosen && out_.chosen->arm == i)
                name = sentence("{}, chosen", name);
            if (out_.oracle && out_.oracle->arm == i)
                name = sentence("{}, oracle", name);
            rows_.push_back({{}, std::move(name), out_.arms[i].runs});
        }
        if (out_.rule && !out_.rule->choices.empty())
            rows_.push_back({{}, out_.rule->text, out_.rule->runs()});
    }

    void make_table() {
        const VerdictQuestion& asked = out_.question;
        std::vector<std::string> columns{asked.id_series, asked.ood_series};
        for (const std::string& series : asked.more)
            if (std::find(columns.begin(), columns.end(), series) == columns.end())
                columns.push_back(series);
        out_.table = results_table(rows_, tr("Stop"), columns, asked.judgement,
                                   out_.chosen ? rows_[out_.chosen->arm].name : "");
    }

    // Of other stops only the oracle and those that never stopped early, with the subject's k; of
    // controls that have stops of their own, the one at the subject's.
    bool counts(std::size_t i, const StopArm* subject) const {
        const StopArm& arm = out_.arms[i];
        if (arm.is_a_stop())
            return (out_.oracle && out_.oracle->arm == i) ||
                   (arm.ending == StopEnding::planned &&
                    (subject == nullptr || arm.interval == subject->interval));
        if (!arm.control || arm.ending == StopEnding::not_offered || subject == nullptr)
            return true;
        return arm.ending == subject->ending && arm.step == subject->step &&
               arm.interval == subject->interval;
    }

    void contrast(const RunGroup& subject, const StopArm* arm) {
        const VerdictQuestion& asked = out_.question;
        for (std::size_t i = 0; i < out_.arms.size(); ++i) {
            if (&out_.arms[i] == arm || !counts(i, arm))
                continue;
            const RunGroup& other = rows_[i];
            const auto pairs = paired_by_seed(subject.runs, other.runs);
            const auto difference = [&](const std::string& series) {
                return paired_difference(pairs, [&](const ComparedRun& run) {
                    return judged(run.record, series, asked.judgement);
                });
            };
            out_.contrasts.push_back({subject.name, other.name, difference(asked.id_series),
                                      difference(asked.ood_series)});
        }
    }

    Verdict out_;
    std::vector<RunGroup> rows_; // by arm, then that of the rule
};

} // namespace

Verdict verdict(const ComparedRuns& runs, const VerdictQuestion& question) {
    return Judge(runs, question).take();
}

} // namespace thaw
