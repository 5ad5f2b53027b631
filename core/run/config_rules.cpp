#include "core/run/config_rules.h"

#include "core/run/command.h"
#include "core/run/config.h"
#include "core/run/duration.h"
#include "core/run/interventions/intervention.h"

#include <algorithm>
#include <set>

namespace thaw {

namespace {

class Rules {
  public:
    Rules(const RunConfig& config, const Vocabulary& vocabulary)
        : config_(config), vocabulary_(vocabulary) {}

    std::vector<ConfigProblem> after_the_end(std::int64_t steps) {
        within_steps(steps);
        return std::move(problems_);
    }

    std::vector<ConfigProblem> problems() {
        length();
        stop_before();
        optimiser();
        names(config_.metrics, "metrics");
        names(config_.triggers, "triggers");
        names(config_.splits, "splits");
        splits();
        for (const auto& trigger : config_.triggers)
            action(trigger, "triggers." + trigger.settings.text("name"));
        for (std::size_t i = 0; i < config_.commands.size(); ++i)
            action(config_.commands[i], fmt::format("commands[{}]", i));
        automatic_interval();
        return std::move(problems_);
    }

  private:
    void add(const Item& item, const std::string& key, const std::string& text) {
        problems_.push_back({item.place, key, text});
    }

    // Where the last step is known beforehand.
    void within_steps(std::int64_t steps) {
        const auto within = [&](const Item& item, const char* setting, const std::string& key) {
            if (item.settings.has(setting) && item.settings.integer(setting) > steps)
                add(item, key + "." + setting,
                    sentence("{} lies after the last step, {}", item.settings.integer(setting),
                             steps));
        };
        for (const auto& trigger : config_.triggers)
            if (trigger.id == "at_step")
                within(trigger, "step", "triggers." + trigger.settings.text("name"));
        for (std::size_t i = 0; i < config_.commands.size(); ++i)
            within(config_.commands[i], "step", fmt::format("commands[{}]", i));
        within(config_.schedule, "warmup", "schedule");
        if (config_.intervention.id == "learning_rate_switch")
            within(config_.intervention, "step", "intervention");
        within(config_.intervention, "start", "intervention");
    }

    void length() {
        const auto steps = config_.training.settings.integer("steps");
        const auto epochs = config_.training.settings.integer("epochs");
        if (steps > 0 && epochs > 0)
            add(config_.training, "training",
                sentence("both steps and epochs are given; set one of them to 0"));
        if (steps == 0 && epochs == 0)
            add(config_.training, "training",
                sentence("the length of the run is missing; give steps or epochs"));
        if (steps > 0)
            within_steps(steps);
    }

    void stop_before() {
        const std::string& text = config_.run.settings.text("stop_before");
        if (!text.empty() && !seconds_from_text(text))
            add(config_.run, "run.stop_before",
                sentence("'{}' is no length of time; write \"120 s\", \"5 min\" or \"1 h\"", text));
    }

    void optimiser() {
        const Table& settings = config_.optimiser.settings;
        if (settings.has("nesterov") && settings.boolean("nesterov") &&
            settings.real("momentum") == 0)
            add(config_.optimiser, "optimiser.nesterov",
                sentence("Nesterov's step needs momentum above 0"));
    }

    void names(const std::vector<Item>& items, const std::string& section) {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string& name = items[i].settings.text("name");
            if (!seen.insert(name).second)
                add(items[i], section,
                    sentence("two entries are called '{}'; give one of them another `name`", name));
            if (!can_be_path(name))
                add(items[i], fmt::format("{}[{}].name", section, i),
                    sentence("'{}' cannot be a name in the run file: it is a dot, or has a slash "
                             "or a control character",
                             name));
        }
    }
    static bool can_be_path(const std::string& name) { // of a group in HDF5
        return name != "." && std::none_of(name.begin(), name.end(), [](char c) {
                   return c == '/' || static_cast<unsigned char>(c) < ' ';
               });
    }

    void splits() {
        for (auto item = config_.ood.begin(); item != config_.ood.end(); ++item)
            if (std::find(config_.ood.begin(), item, *item) != item)
                add(*item, "ood",
                    sentence("the shift '{}' with these settings is there twice", item->id));
    }

    void action(const Item& item, const std::string& key) {
        const auto asked = action_from_text(item.settings.text("action"));
        if (const std::string problem = learning_rate_problem(item); !problem.empty())
            add(item, key + ".learning_rate", problem);
        const bool about_blocks =
            asked == Action::release_next || asked == Action::hold || asked == Action::release_all;
        if (about_blocks && !offers())
            add(item, key + ".action",
                sentence("the intervention '{}' has no blocks to release; choose an intervention "
                         "such as gradual_unfreezing, or another action",
                         config_.intervention.id));
    }

    bool offers() const {
        return std::any_of(vocabulary_.interventions.begin(), vocabulary_.interventions.end(),
                           [&](const Description& d) {
                               return d.id == config_.intervention.id && d.has_tag(offers_release);
                           });
    }

    void automatic_interval() {
        if (!config_.intervention.settings.is_text("interval"))
            return;
        const auto releases = [](const Item& item) {
            return item.settings.text("action") == "release_next";
        };
        if (std::none_of(config_.triggers.begin(), config_.triggers.end(), releases) &&
            std::none_of(config_.commands.begin(), config_.commands.end(), releases))
            add(config_.intervention, "intervention.interval",
                sentence("interval = \"auto\" waits for a first release_next; add a trigger with "
                         "action = \"release_next\", such as stabilisation, or give a number"));
    }

    const RunConfig& config_;
    const Vocabulary& vocabulary_;
    std::vector<ConfigProblem> problems_;
};

} // namespace

std::string learning_rate_problem(const Item& item) {
    if (action_from_text(item.settings.text("action")) == Action::set_learning_rate &&
        item.settings.real("learning_rate") <= 0)
        return sentence("set_learning_rate needs a learning_rate above 0");
    return {};
}

std::vector<ConfigProblem> impossible_combinations(const RunConfig& config,
                                                   const Vocabulary& vocabulary) {
    return Rules(config, vocabulary).problems();
}

std::vector<ConfigProblem> after_the_end(const RunConfig& config, std::int64_t steps) {
    return Rules(config, {}).after_the_end(steps);
}

} // namespace thaw
