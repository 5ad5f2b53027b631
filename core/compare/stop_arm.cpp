#include "core/compare/stop_arm.h"

#include "core/compare/config_diff.h"
#include "core/run/error.h"
#include "core/run/freeze_timeline.h"
#include "core/run/interventions/intervention.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace thaw {

namespace {

constexpr std::string_view section = "intervention.";

std::string word(const Value& value) { // without quotation marks
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? to_toml(value) : *text;
}

std::string setting_text(const ComparedRun& run, const std::string& key) {
    const auto found = run.config.values().find(key);
    return found == run.config.values().end() ? std::string() : word(found->second);
}

const Description* description_of(const std::string& id) {
    for (const auto& entry : interventions())
        if (entry.description.id == id)
            return &entry.description;
    return nullptr;
}

// Runs of one intervention with the same settings but k. Defaults are left out: a run of an earlier
// version lacks settings that came later.
struct Family {
    std::string id;
    std::map<std::string, std::string> settings; // without the section's name
    auto operator<=>(const Family&) const = default;
};

Family family_of(const ComparedRun& run) {
    Family family{setting_text(run, "intervention.id"), {}};
    const Description* description = description_of(family.id);
    for (const auto& [key, value] : run.config.values()) {
        if (!key.starts_with(section) || key == "intervention.id" || key == "intervention.interval")
            continue;
        const std::string setting = key.substr(section.size());
        const Parameter* parameter = description == nullptr ? nullptr : description->find(setting);
        if (parameter == nullptr || value != parameter->default_value())
            family.settings[setting] = word(value);
    }
    return family;
}

bool offers_stops(const Family& family) {
    const Description* description = description_of(family.id);
    return description != nullptr && description->has_tag(offers_release);
}

// What tells an arm from others of its family.
struct Ended {
    std::string interval = {};
    StopEnding ending = StopEnding::planned;
    std::int64_t step = -1;
    std::string rule = {}; // its name
    std::string rule_settings =
        {}; // as the run's config has them: one name may stand for two rules
    auto operator<=>(const Ended&) const = default;
};

// Whether it fires at a step that the config names.
bool is_fixed(const ComparedRun& run, const std::string& rule) {
    return setting_text(run, "triggers." + rule + ".id") == "at_step";
}

std::string settings_of(const ComparedRun& run, const std::string& rule) {
    std::string text;
    for (const auto& [key, value] : run.config.values())
        if (key.starts_with("triggers." + rule + "."))
            text += key + " = " + to_toml(value) + "\n";
    return text;
}

Ended ended_of(const ComparedRun& run, bool offered) {
    Ended ended{.interval = setting_text(run, "intervention.interval")};
    if (!offered) {
        ended.ending = StopEnding::not_offered;
        return ended;
    }
    const auto by_rule = [&](const Event& event) {
        if (!event.details.is_text("trigger") || is_fixed(run, event.details.text("trigger")))
            return false;
        ended.ending = StopEnding::rule;
        ended.rule = event.details.text("trigger");
        ended.rule_settings = settings_of(run, ended.rule);
        return true;
    };
    if (ended.interval == "auto")
        for (const Event& event : run.record.events)
            if (event.kind == EventKind::released && event.details.is_text("action") &&
                by_rule(event))
                return ended;
    const Event* stop = stop_event(run.record.events);
    if (stop == nullptr || stop->kind == EventKind::released || by_rule(*stop))
        return ended;
    ended.ending = stop->kind == EventKind::held ? StopEnding::held : StopEnding::released;
    ended.step = stop->step;
    return ended;
}

using Arms = std::map<Ended, ComparedRuns>;

std::string ending_text(const Ended& ended) {
    switch (ended.ending) {
    case StopEnding::not_offered:
        return {};
    case StopEnding::released:
        return std::to_string(ended.step);
    case StopEnding::held:
        return sentence("hold at {}", ended.step);
    case StopEnding::planned:
        return tr("never (no early end)");
    case StopEnding::rule:
        return sentence("rule {}", ended.rule);
    }
    return {};
}

// The value of a setting, the default's where a family has it.
std::string value_of(const Family& family, const std::string& key) {
    const auto found = family.settings.find(key);
    if (found != family.settings.end())
        return found->second;
    const Description* description = description_of(family.id);
    const Parameter* parameter = description == nullptr ? nullptr : description->find(key);
    return parameter == nullptr ? std::string("–") : word(parameter->default_value());
}

// The settings that `main` has otherwise; of another intervention its label and what not all of its
// families agree in.
std::string family_text(const Family& family, const Family* main,
                        const std::map<Family, Arms>& families) {
    const bool kin = main != nullptr && main->id == family.id;
    std::set<std::string> keys;
    for (const auto& [other, arms] : families)
        if (kin ? &other == main : other.id == family.id)
            for (const Family* one : {&other, &family})
                for (const auto& [key, value] : one->settings)
                    if (value_of(other, key) != value_of(family, key))
                        keys.insert(key);
    const Description* description = description_of(family.id);
    std::string text = kin                      ? std::string()
                       : description == nullptr ? family.id
                                                : tr(description->label);
    for (const std::string& key : keys)
        text += (text.empty() ? "" : ", ") + key + " = " + value_of(family, key);
    return text;
}

void refuse_other_problems(const ComparedRuns& runs) {
    const std::initializer_list<std::string_view> may_differ{
        "run.", "seeds.", "checkpoints.", "metrics", "triggers", "commands", section};
    for (const auto& run : runs)
        if (config_text_but(*run, may_differ) != config_text_but(*runs.front(), may_differ)) {
            std::string keys;
            for (const ConfigDifference& difference : config_diff({runs.front(), run}))
                if (!difference.done && !begins_with_any(difference.key, may_differ))
                    keys += (keys.empty() ? "" : ", ") + difference.key;
            throw usage("{} and {} are not of one problem: they differ in {}; give runs that "
                        "differ in seed and intervention alone",
                        runs.front()->label(), run->label(), keys);
        }
}

} // namespace

std::vector<StopArm> stop_arms(const ComparedRuns& runs, std::vector<std::string>& notes) {
    refuse_other_problems(runs);
    std::map<Family, Arms> families;
    for (const auto& run : runs) {
        const Family family = family_of(*run);
        families[family][ended_of(*run, offers_stops(family))].push_back(run);
    }
    const auto size = [](const std::pair<const Family, Arms>& family) {
        std::size_t all = 0;
        for (const auto& [ended, of] : family.second)
            all += of.size();
        return std::tuple(offers_stops(family.first), family.second.size(), all);
    };
    const Family* main = nullptr;
    if (!families.empty()) {
        const auto largest =
            std::max_element(families.begin(), families.end(),
                             [&](const auto& a, const auto& b) { return size(a) < size(b); });
        if (offers_stops(largest->first))
            main = &largest->first;
    }

    struct Sorted {
        std::tuple<int, std::string, std::int64_t, std::string, int, std::int64_t> place;
        StopArm arm;
    };
    std::vector<Sorted> sorted;
    std::size_t repeated = 0;
    for (const auto& [family, arms] : families) {
        const bool control = main == nullptr || &family != main;
        std::set<std::string> intervals;
        for (const auto& [ended, of] : arms)
            intervals.insert(ended.interval);
        for (const auto& [ended, of] : arms) {
            StopArm arm{.name = control ? family_text(family, main, families) : std::string(),
                        .ending = ended.ending,
                        .step = ended.step,
                        .interval = ended.interval,
                        .control = control,
                        .standard = family.id == "none",
                        .runs = {}};
            const auto add = [&](const std::string& part) {
                if (!part.empty())
                    arm.name += (arm.name.empty() ? "" : ", ") + part;
            };
            if (intervals.size() > 1)
                add("k = " + ended.interval);
            add(ending_text(ended));
            std::map<std::int64_t, SharedRun> by_seed;
            for (const auto& run : of)
                repeated += by_seed.emplace(run->seed(), run).second ? 0 : 1;
            for (const auto& [seed, run] : by_seed)
                arm.runs.push_back(run);
            const int group = arm.standard                       ? 0
                              : control                          ? 3
                              : ended.ending == StopEnding::rule ? 2
                                                                 : 1;
            const std::int64_t k =
                ended.interval.empty() || ended.interval == "auto" ? 0 : std::stoll(ended.interval);
            sorted.push_back({{group, control ? arm.name : std::string(), k, ended.rule,
                               ended.ending == StopEnding::planned, ended.step},
                              std::move(arm)});
        }
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Sorted& a, const Sorted& b) { return a.place < b.place; });
    if (repeated > 0)
        notes.push_back(sentence("{} [run repeats|runs repeat] a stop and a seed; the first of "
                                 "them stands for all",
                                 repeated));
    std::vector<StopArm> all;
    std::map<std::string, int> named;
    for (Sorted& one : sorted) {
        if (const int n = ++named[one.arm.name]; n > 1) // rules of one name with other settings
            one.arm.name += fmt::format(" ({})", n);
        all.push_back(std::move(one.arm));
    }
    return all;
}

} // namespace thaw
