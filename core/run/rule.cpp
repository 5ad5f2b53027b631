#include "core/run/rule.h"

#include "core/run/config_rules.h"
#include "core/run/sections.h"
#include "core/run/triggers/trigger.h"

#include <algorithm>

namespace thaw {

namespace {

const std::string prefix = "rule.";

std::string name_of(const Event& event) {
    return event.details.is_text("trigger") ? event.details.text("trigger") : std::string();
}

} // namespace

std::vector<Rule> rules_in_force(const RunConfig& config, const std::vector<Event>& events) {
    std::vector<Rule> rules;
    for (const auto& trigger : config.triggers)
        rules.push_back({.trigger = trigger});
    for (const auto& event : events) {
        const std::string name = name_of(event);
        const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) {
            return rule.trigger.settings.text("name") == name;
        });
        const bool known = found != rules.end();
        if (event.kind == EventKind::rule_set) {
            Rule rule{.trigger = rule_of(event), .from_config = false, .set_step = event.step};
            if (known)
                *found = std::move(rule);
            else
                rules.push_back(std::move(rule));
        } else if (event.kind == EventKind::rule_removed && known) {
            rules.erase(found);
        } else if (event.kind == EventKind::trigger_fired && known) {
            found->fired_step = event.step;
        }
    }
    return rules;
}

Item make_rule(const std::string& id, const Table& settings) {
    Item rule =
        read_item(to_toml(settings), id, descriptions(triggers()), trigger_extras(), "triggers");
    if (rule.settings.text("name").empty())
        rule.settings.set("name", id);
    if (const std::string problem = learning_rate_problem(rule); !problem.empty())
        throw ConfigError({{"triggers", "triggers.learning_rate", problem}});
    return rule;
}

Table rule_details(const Item& rule) {
    Table details;
    details.set("trigger", rule.settings.text("name"));
    details.set(prefix + "id", rule.id);
    for (const auto& [key, value] : rule.settings.values())
        details.set(prefix + key, value);
    return details;
}

Item rule_of(const Event& event) {
    Item rule;
    for (const auto& [key, value] : event.details.values())
        if (key == prefix + "id")
            rule.id = std::get<std::string>(value);
        else if (key.starts_with(prefix))
            rule.settings.set(key.substr(prefix.size()), value);
    return rule;
}

} // namespace thaw
