#include "core/sweep/sweep_member.h"

#include "core/compare/replay.h"
#include "core/run/command.h"
#include "core/run/config_identity.h"
#include "core/run/interventions/intervention.h"
#include "core/run/sections.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace thaw {

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

bool is_named(const std::string& key) {
    return key == stop_axis || key == interval_axis || key == rule_axis;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return {};
    return number;
}

// Every combination of the axes' values, the first axis slowest.
std::vector<Values> combinations(const std::vector<SweepAxis>& axes) {
    std::vector<Values> all{{}};
    for (const SweepAxis& axis : axes) {
        std::vector<Values> longer;
        for (const Values& so_far : all)
            for (const std::string& value : axis.values) {
                longer.push_back(so_far);
                longer.back().emplace_back(axis.key, value);
            }
        all = std::move(longer);
    }
    return all;
}

bool acts(const Item& item, std::initializer_list<Action> actions) {
    const auto action = action_from_text(item.settings.text("action"));
    return action && std::find(actions.begin(), actions.end(), *action) != actions.end();
}

void leave_out(RunConfig& config, std::initializer_list<Action> actions) {
    const auto asks = [&](const Item& item) { return acts(item, actions); };
    std::erase_if(config.triggers, asks);
    std::erase_if(config.commands, asks);
}

void add_rule(RunConfig& config, const std::string& text) {
    Item rule = rule_from_text(text);
    const std::string& name = rule.settings.text("name");
    std::erase_if(config.triggers,
                  [&](const Item& other) { return other.settings.text("name") == name; });
    config.triggers.push_back(std::move(rule));
}

void end_unfreezing(RunConfig& config, const std::string& stop) {
    leave_out(config, {Action::release_all});
    if (stop == "never")
        return;
    if (stop == "standard") {
        leave_out(config, {Action::release_next, Action::hold});
        config.intervention =
            read_item("", "none", descriptions(interventions()), {}, "intervention");
    } else if (const auto step = whole_number(stop)) {
        Item command;
        command.settings = read_item("step = " + stop + "\naction = \"release_all\"",
                                     command_section().id, {command_section()}, {}, "commands")
                               .settings;
        config.commands.push_back(std::move(command));
    } else if (stop.find('=') != std::string::npos) {
        add_rule(config, stop);
    } else {
        throw usage(
            "'{}' is no stop; it must be a step, \"never\", \"standard\", or a rule such as "
            "\"id=stabilisation,metric=fisher_trace,tau=8\"",
            stop);
    }
}

void set_interval(RunConfig& config, const std::string& value) {
    const auto steps = whole_number(value);
    config.intervention.settings.set("interval", steps ? Value(*steps) : Value(value));
}

class Maker {
  public:
    Maker(const SweepDocument& document, std::string_view base, const std::string& base_file,
          const Vocabulary& vocabulary)
        : document_(document), base_(base), base_file_(base_file), vocabulary_(vocabulary) {}

    std::vector<SweepMember> all() {
        for (const Values& values : combinations(document_.axes))
            add_arm(arm_text(values), values, {}, {});
        std::vector<SweepAxis> others;
        for (const SweepAxis& axis : document_.axes)
            if (!is_named(axis.key))
                others.push_back(axis);
        for (const SweepControl& control : document_.controls)
            for (const Values& values : combinations(others)) {
                const std::string rest = values.empty() ? "" : ", " + arm_text(values);
                add_arm(control.name + rest, values, control.set, control.place);
            }
        refuse_doubles();
        return std::move(members_);
    }

  private:
    static std::string arm_text(const Values& values) {
        std::string text;
        for (const auto& [key, value] : values)
            text += (text.empty() ? "" : ", ") + key + " = " + value;
        return text.empty() ? "base" : text;
    }

    std::string place_of(const std::string& key) const {
        for (const SweepAxis& axis : document_.axes)
            if (axis.key == key)
                return axis.place;
        return document_.name;
    }

    void add_arm(const std::string& arm, const Values& values, const std::vector<std::string>& set,
                 const std::string& control_place) {
        std::vector<std::string> overrides = set;
        for (const auto& [key, value] : values)
            if (!is_named(key))
                overrides.push_back(key + "=" + value);
        std::vector<std::int64_t> seeds = document_.seeds;
        const bool own = seeds.empty();
        if (own)
            seeds.push_back(0);
        for (const std::int64_t seed : seeds) {
            SweepMember member{.index = members_.size(), .arm = arm, .values = values};
            auto with_seed = overrides;
            if (!own)
                with_seed.push_back("run.seed=" + std::to_string(seed));
            with_seed.push_back("run.name=" + to_toml(Value(document_.name)));
            member.config = config_of(values, with_seed, control_place);
            member.seed = member.config.run.settings.integer("seed");
            member.identity = config_identity(to_toml(member.config));
            members_.push_back(std::move(member));
        }
    }

    RunConfig config_of(const Values& values, const std::vector<std::string>& overrides,
                        const std::string& control_place) const {
        RunConfig config;
        std::string place = control_place;
        try {
            config = parse_config(base_, base_file_, vocabulary_, overrides);
            const std::string plain = to_toml(config);
            for (const auto& [key, value] : values) {
                place = place_of(key);
                if (key == interval_axis)
                    set_interval(config, value);
                if (key == stop_axis)
                    end_unfreezing(config, value);
                if (key == rule_axis && value != "none")
                    add_rule(config, value);
            }
            const std::string changed = to_toml(config);
            return changed == plain ? config : parse_config(changed, base_file_, vocabulary_);
        } catch (const ConfigError& error) { // of a rule or what it does not go with: our line
            if (place.empty())
                throw;
            std::vector<ConfigProblem> problems = error.problems();
            for (auto& problem : problems)
                problem.place = place + (problem.place.empty() ? "" : " (" + problem.place + ")");
            throw ConfigError(std::move(problems));
        } catch (const Error& error) {
            throw Error(error.fault(), place + ": " + error.what());
        }
    }

    void refuse_doubles() const {
        std::map<std::string, const SweepMember*> seen;
        for (const SweepMember& member : members_)
            if (const auto [other, is_new] = seen.emplace(member.identity, &member); !is_new)
                throw usage("the arms '{}' and '{}' would be the same runs; leave one of them out",
                            other->second->arm, member.arm);
    }

    const SweepDocument& document_;
    std::string_view base_;
    const std::string& base_file_;
    const Vocabulary& vocabulary_;
    std::vector<SweepMember> members_;
};

} // namespace

std::string name_of(const SweepMember& member) {
    return sentence("{}, seed {}", member.arm, member.seed);
}

std::vector<SweepMember> sweep_members(const SweepDocument& document, std::string_view base,
                                       const std::string& base_file, const Vocabulary& vocabulary) {
    return Maker(document, base, base_file, vocabulary).all();
}

} // namespace thaw
