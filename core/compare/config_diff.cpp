#include "core/compare/config_diff.h"

#include "core/run/error.h"
#include "core/run/rule.h"
#include "core/run/sentences.h"

#include <algorithm>
#include <functional>
#include <map>

namespace thaw {

namespace {

using Values = std::map<std::string, std::string>; // by key, of one run

Values config_values(const ComparedRun& run) {
    Values values;
    for (const auto& [key, value] : run.config.values())
        values[key] = to_toml(value);
    return values;
}

std::string named(const Event& event, const char* key) {
    return event.details.is_text(key) ? event.details.text(key) : std::string();
}

// What an event does to a run, apart from when; empty where it does nothing to it.
std::string deed(const Event& event) {
    switch (event.kind) {
    case EventKind::released:
        return sentence("{} released", named(event, "block"));
    case EventKind::frozen:
        return sentence("{} frozen", named(event, "block"));
    case EventKind::held:
        return tr("held");
    case EventKind::released_all:
        return tr("all blocks released");
    case EventKind::trigger_fired:
        return sentence("rule {} fired", named(event, "trigger"));
    case EventKind::rule_set:
        return sentence("rule {} set", named(event, "trigger"));
    case EventKind::rule_removed:
        return sentence("rule {} removed", named(event, "trigger"));
    case EventKind::learning_rate_set:
        return tr("learning rate set");
    default:
        return {};
    }
}

Values deeds(const ComparedRun& run) {
    Values values;
    for (const Event& event : run.record.events) {
        const std::string key = deed(event);
        if (key.empty())
            continue;
        std::string when = sentence("step {}", event.step);
        if (event.kind == EventKind::learning_rate_set)
            when += ": " + number_text(event.details.real("learning_rate"));
        if (event.kind == EventKind::rule_set)
            when += ": " + rule_text(rule_of(event));
        std::string& all = values[key];
        all += (all.empty() ? "" : "; ") + when;
    }
    return values;
}

void add_differences(const std::vector<Values>& by_run, bool done,
                     std::vector<ConfigDifference>& all) {
    std::map<std::string, std::vector<std::string>> rows;
    for (std::size_t i = 0; i < by_run.size(); ++i)
        for (const auto& [key, value] : by_run[i]) {
            auto& row = rows[key];
            row.resize(by_run.size());
            row[i] = value;
        }
    for (auto& [key, values] : rows)
        if (std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) != values.end())
            all.push_back({key, done, std::move(values)});
}

} // namespace

std::vector<ConfigDifference> config_diff(const ComparedRuns& runs) {
    std::vector<ConfigDifference> all;
    for (const bool done : {false, true}) {
        std::vector<Values> by_run;
        for (const auto& run : runs)
            by_run.push_back(done ? deeds(*run) : config_values(*run));
        add_differences(by_run, done, all);
    }
    return all;
}

bool begins_with_any(std::string_view key, std::initializer_list<std::string_view> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view beginning) { return key.starts_with(beginning); });
}

std::string config_text_but(const ComparedRun& run,
                            std::initializer_list<std::string_view> beginnings) {
    std::string text;
    for (const auto& [key, value] : run.config.values())
        if (!begins_with_any(key, beginnings))
            text += key + " = " + to_toml(value) + "\n";
    return text;
}

} // namespace thaw
