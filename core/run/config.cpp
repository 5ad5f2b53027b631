#include "core/run/config.h"

#include "core/run/nearest.h"
#include "core/run/random.h"
#include "core/run/section_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace thaw {

namespace {

std::string joined(const std::vector<ConfigProblem>& problems) {
    std::string text;
    for (const auto& problem : problems)
        text += (text.empty() ? "" : "\n") + problem.place + ": " +
                (problem.key.empty() ? "" : problem.key + ": ") + problem.sentence;
    return text;
}

std::string section_text(const std::string& header, const std::string& id_key, const Item& item) {
    return "\n" + header + "\n" +
           (id_key.empty() ? "" : id_key + " = " + to_toml(Value(item.id)) + "\n") +
           to_toml(item.settings);
}

} // namespace

ConfigError::ConfigError(std::vector<ConfigProblem> problems)
    : Error(Fault::usage, joined(problems)), problems_(std::move(problems)) {}

std::uint64_t RunConfig::seed(std::string_view purpose) const {
    if (!seeds.settings.is_text(purpose))
        return static_cast<std::uint64_t>(seeds.settings.integer(purpose));
    return stream_seed(static_cast<std::uint64_t>(run.settings.integer("seed")), purpose);
}

std::string to_toml(const RunConfig& config) {
    std::string text = "# Resolved by Thawscope: every setting, defaults too.\n";
    if (config.metrics.empty())
        text += "metrics = []\n"; // no section at all would stand for the default ones
    for (const Section& section : sections({})) {
        if (!section.is_list())
            text += section_text("[" + section.key + "]", section.id_key, config.*section.one);
        else
            for (const Item& item : config.*section.many)
                text += section_text("[[" + section.key + "]]", section.id_key, item);
    }
    return text;
}

namespace {

// Columns that the run file has in every metric's group, beside its series.
constexpr std::array<std::string_view, 6> column_names{"step",      "epoch",      "examples",
                                                       "wall_time", "train_time", "seconds"};

// Every series has its name to itself in the run file, whichever metric it is of.
std::vector<ConfigProblem> clashing_series(const RunConfig& config, const Plan& plan) {
    std::vector<ConfigProblem> problems;
    std::map<std::string, std::string> metric_of; // by series
    for (std::size_t m = 0; m < plan.metrics.size(); ++m) {
        const MetricInfo& metric = plan.metrics[m];
        const auto add = [&](const std::string& what) {
            problems.push_back({config.metrics[m].place, fmt::format("metrics[{}].name", m), what});
        };
        for (const SeriesInfo& series : metric.series) {
            const auto [first, is_new] = metric_of.try_emplace(series.name, metric.name);
            if (!is_new)
                add(sentence("the metrics '{}' and '{}' both have a series '{}'; give one of them "
                             "another `name`",
                             first->second, metric.name, series.name));
            if (std::find(column_names.begin(), column_names.end(), series.name) !=
                column_names.end())
                add(sentence("'{}' is the name of a column in the run file; give the metric "
                             "another `name`",
                             series.name));
        }
    }
    return problems;
}

} // namespace

void check_plan(const RunConfig& config, const Plan& plan) {
    std::vector<ConfigProblem> problems = after_the_end(config, plan.steps);
    for (ConfigProblem& problem : clashing_series(config, plan))
        problems.push_back(std::move(problem));
    const Table& settings = config.intervention.settings;
    const auto below_the_head = static_cast<std::int64_t>(plan.blocks.size()) - 1;
    if (settings.has("keep_frozen") && settings.integer("keep_frozen") > below_the_head)
        problems.push_back({config.intervention.place, "intervention.keep_frozen",
                            sentence("it is {}; the network has {} [block|blocks] below its head",
                                     settings.integer("keep_frozen"), below_the_head)});
    if (!problems.empty())
        throw ConfigError(std::move(problems));
    check_watched_series(config, plan);
}

namespace {
// The first few of many names.
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t most = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > most ? sentence("{} and {} more", text, names.size() - most) : text;
}
} // namespace

void check_watched_series(const RunConfig& config, const Plan& plan) {
    std::vector<std::string> names;
    for (const auto& metric : plan.metrics)
        for (const auto& series : metric.series)
            names.push_back(series.name);
    std::vector<ConfigProblem> problems;
    for (const auto& trigger : config.triggers) {
        if (!trigger.settings.has("metric"))
            continue;
        const auto& name = trigger.settings.text("metric");
        if (plan.find_series(name).first >= 0)
            continue;
        const std::string near = nearest(name, names);
        problems.push_back(
            {trigger.place, "triggers." + trigger.settings.text("name") + ".metric",
             names.empty()
                 ? sentence("the run has no series '{}', since it has no metrics; add one", name)
             : near.empty()
                 ? sentence("the run has no series '{}'; it has {}", name, listed(names))
                 : sentence("the run has no series '{}'; did you mean '{}'?", name, near)});
    }
    if (!problems.empty())
        throw ConfigError(std::move(problems));
}

} // namespace thaw
