#include "app/commands/judging.h"

#include "core/compare/replay.h"
#include "core/run/config.h"
#include "core/run/error.h"
#include "core/run/nearest.h"

#include <algorithm>

namespace thaw {

namespace {

std::string chosen(const std::string& asked, const std::string& usual, const char* option,
                   const ComparedRuns& runs) {
    if (asked.empty() && usual.empty())
        throw usage("no run has the series that usually stands here; name one with {}", option);
    return known_series(asked.empty() ? usual : asked, option, runs);
}

} // namespace

std::string known_series(const std::string& name, const char* option, const ComparedRuns& runs) {
    const std::vector<std::string> names = series_names(runs);
    if (std::find(names.begin(), names.end(), name) != names.end())
        return name;
    const std::string near = nearest(name, names);
    const std::string all = fmt::format("{}", fmt::join(names, ", "));
    throw near.empty() ? usage("{}: no run has a series '{}'; there are: {}", option, name, all)
                       : usage("{}: no run has a series '{}'; did you mean '{}'? There are: {}",
                               option, name, near, all);
}

// The lines of the config that a rule's text stands for are nobody's; the option is named.
Item rule_option(const std::string& text) {
    try {
        return rule_from_text(text);
    } catch (const ConfigError& error) {
        std::vector<ConfigProblem> problems = error.problems();
        for (auto& problem : problems)
            problem.place = "--rule " + text;
        throw ConfigError(std::move(problems));
    } catch (const Error& error) {
        throw Error(error.fault(), "--rule: " + std::string(error.what()));
    }
}

void check_watched(const Item& rule, const ComparedRuns& runs) {
    if (rule.settings.has("metric"))
        known_series(rule.settings.text("metric"), "--rule", runs);
}

std::string winning_text(std::size_t won, std::size_t compared) {
    return compared == 0 ? tr("no winning rate: no run has kin of its seed that stopped elsewhere")
                         : sentence("winning rate against random stops: {:.1f} % ({} of {})",
                                    100 * static_cast<double>(won) / static_cast<double>(compared),
                                    won, compared);
}

Judgement JudgingOptions::judgement() const {
    const auto judgement = judgement_from_text(judge);
    if (!judgement)
        throw usage("--judge is '{}'; it must be last, best, or mean:K with K readings, 1 to {}",
                    judge, Judgement::most_readings);
    return *judgement;
}

std::string JudgingOptions::id_series(const ComparedRuns& runs) const {
    return chosen(id, usual_id_series(runs), "--id", runs);
}

std::string JudgingOptions::ood_series(const ComparedRuns& runs) const {
    return chosen(ood, usual_ood_series(runs), "--ood", runs);
}

std::shared_ptr<JudgingOptions> add_judging_options(CLI::App& command) {
    auto options = std::make_shared<JudgingOptions>();
    command.add_option(
        "--id", options->id,
        tr("In-distribution series; the accuracy or R2 on the ID test set if not given"));
    command.add_option(
        "--ood", options->ood,
        tr("Out-of-distribution series; the mean accuracy or R2 over all OOD splits if not "
           "given"));
    command
        .add_option("--judge", options->judge,
                    tr("How a series becomes one number: last, best, or mean:K of the last K "
                       "readings"))
        ->capture_default_str();
    return options;
}

} // namespace thaw
