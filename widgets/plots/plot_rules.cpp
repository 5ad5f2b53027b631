#include "widgets/plots/plot_rules.h"

#include "core/run/interventions/intervention.h"

#include <QString>

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

// By what a threshold's value is multiplied on the plot: the reference of a relative one.
std::optional<double> unit_of(const Item& rule, const RunHistory& history) {
    if (!rule.settings.boolean("relative"))
        return 1;
    const auto [metric, series] = history.plan().find_series(rule.settings.text("metric"));
    if (metric < 0)
        return {};
    const MetricColumns& columns = history.columns(static_cast<std::size_t>(metric));
    const auto& values = columns.series[static_cast<std::size_t>(series)].value;
    const std::int64_t from = rule.settings.integer("reference_step");
    for (std::size_t row = 0; row < values.size(); ++row)
        if (columns.step[row] >= from && !std::isnan(values[row]))
            return std::isfinite(values[row]) && values[row] != 0 ? std::optional(values[row])
                                                                  : std::nullopt;
    return {};
}

std::string free_name(const std::vector<Rule>& rules) {
    for (int n = 1;; ++n) {
        std::string name = "rule " + std::to_string(n);
        if (std::none_of(rules.begin(), rules.end(), [&](const Rule& rule) {
                return rule.trigger.settings.text("name") == name;
            }))
            return name;
    }
}

Table draft_settings(const RunConfig& config, const std::vector<Rule>& rules) {
    const bool releases =
        entry_of(interventions(), config.intervention.id).description.has_tag(offers_release);
    Table settings;
    settings.set("name", free_name(rules));
    settings.set("action", std::string(releases ? "release_all" : "pause"));
    return settings;
}

} // namespace

std::vector<RuleLine> rule_lines(const std::vector<Rule>& rules, const RunHistory& history,
                                 const std::vector<std::string>& series) {
    std::vector<RuleLine> lines;
    for (const Rule& rule : rules) {
        const Table& settings = rule.trigger.settings;
        RuleLine line{.rule = rule.trigger,
                      .enabled = settings.boolean("enabled"),
                      .fired_step = rule.fired_step};
        if (rule.trigger.id == "at_step") {
            line.orientation = Qt::Vertical;
            line.value = static_cast<double>(settings.integer("step"));
        } else if (rule.trigger.id == "threshold" &&
                   std::find(series.begin(), series.end(), settings.text("metric")) !=
                       series.end()) {
            const auto unit = unit_of(rule.trigger, history);
            if (!unit)
                continue;
            line.value = settings.real("value") * *unit;
        } else {
            continue;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

Item threshold_draft(const std::string& series, double value, const RunConfig& config,
                     const std::vector<Rule>& rules, const RunHistory& history) {
    Table settings = draft_settings(config, rules);
    double newest = std::nan("");
    if (const auto [m, s] = history.plan().find_series(series); m >= 0) {
        const auto& values =
            history.columns(static_cast<std::size_t>(m)).series[static_cast<std::size_t>(s)].value;
        if (!values.empty())
            newest = values.back();
    }
    settings.set("metric", series);
    settings.set("value", value);
    settings.set("direction", std::string(newest < value ? "above" : "below"));
    return make_rule("threshold", settings);
}

Item at_step_draft(std::int64_t step, const RunConfig& config, const std::vector<Rule>& rules) {
    Table settings = draft_settings(config, rules);
    settings.set("step", step);
    return make_rule("at_step", settings);
}

Item moved(const RuleLine& line, double value, const RunHistory& history) {
    Item rule = line.rule;
    if (line.orientation == Qt::Vertical)
        rule.settings.set("step", static_cast<std::int64_t>(std::llround(value)));
    else
        rule.settings.set("value", value / unit_of(rule, history).value_or(1));
    return rule;
}

Item switched(const RuleLine& line, bool enabled) {
    Item rule = line.rule;
    rule.settings.set("enabled", enabled);
    return rule;
}

double snapped(double value) {
    if (value == 0 || !std::isfinite(value))
        return value;
    // Through text: powers of ten below one are not exact in binary.
    return QString::number(value, 'g', 3).toDouble();
}

} // namespace thaw
