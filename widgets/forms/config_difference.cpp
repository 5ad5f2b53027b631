#include "widgets/forms/config_difference.h"

#include "core/run/sections.h"

#include <algorithm>

namespace thaw {

namespace {

constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

// A value after "key=": a word needs no quotes there, unless it reads as something else.
std::string override_value(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr)
        return to_toml(value);
    const bool word = !text->empty() && std::isalpha(static_cast<unsigned char>(text->front())) &&
                      text->find_first_not_of(plain) == std::string::npos;
    const bool taken = *text == "true" || *text == "false" || *text == "inf" || *text == "nan";
    return word && !taken ? *text : to_toml(value);
}

struct Lists {
    const char* section;
    const char* id_key;
    const std::vector<Item>&items, &before;
    const std::vector<Description>& choices;
    std::vector<Parameter> extras;
    bool by_name; // an override finds an entry by its name
};

class Difference {
  public:
    Difference(const RunConfig& wanted, const RunConfig& base, const Vocabulary& vocabulary,
               bool lists_whole)
        : wanted_(wanted), base_(base), vocabulary_(vocabulary), whole_(lists_whole) {}

    std::vector<std::string> overrides() {
        settings("run", wanted_.run, base_.run);
        settings("training", wanted_.training, base_.training);
        settings("seeds", wanted_.seeds, base_.seeds);
        thing("dataset", wanted_.dataset, base_.dataset, vocabulary_.datasets, dataset_extras());
        list({"ood", "shift", wanted_.ood, base_.ood, vocabulary_.shifts, {}, false});
        thing("network", wanted_.network, base_.network, vocabulary_.networks, {});
        thing("optimiser", wanted_.optimiser, base_.optimiser, vocabulary_.optimisers, {});
        thing("schedule", wanted_.schedule, base_.schedule, vocabulary_.schedules, {});
        thing("intervention", wanted_.intervention, base_.intervention, vocabulary_.interventions,
              {});
        list({"metrics", "id", wanted_.metrics, base_.metrics, vocabulary_.metrics, metric_extras(),
              true});
        list({"triggers", "id", wanted_.triggers, base_.triggers, vocabulary_.triggers,
              trigger_extras(), true});
        settings("checkpoints", wanted_.checkpoints, base_.checkpoints);
        const std::vector<Description> commands{command_section()};
        list({"commands", "", wanted_.commands, base_.commands, commands, {}, false});
        return std::move(overrides_);
    }

  private:
    void settings(const std::string& path, const Item& now, const Item& before) {
        for (const auto& [key, value] : now.settings.values())
            if (const auto old = before.settings.values().find(key);
                old == before.settings.values().end() || old->second != value)
                overrides_.push_back(path + "." + key + "=" + override_value(value));
    }

    void thing(const std::string& section, const Item& now, const Item& before,
               const std::vector<Description>& choices, const std::vector<Parameter>& extras) {
        if (now.id == before.id)
            settings(section, now, before);
        else // what the base says about the other thing must go
            overrides_.push_back(section + "=" + inline_table(now, "id", choices, extras));
    }

    void list(const Lists& list) {
        if (list.items == list.before)
            return;
        const bool same_entries =
            list.by_name && std::equal(list.items.begin(), list.items.end(), list.before.begin(),
                                       list.before.end(), [](const Item& a, const Item& b) {
                                           return a.id == b.id && name_of(a) == name_of(b);
                                       });
        if (same_entries && !whole_) {
            for (std::size_t i = 0; i < list.items.size(); ++i)
                settings(std::string(list.section) + "." + name_of(list.items[i]), list.items[i],
                         list.before[i]);
            return;
        }
        std::string text;
        for (const Item& item : list.items)
            text += (text.empty() ? "" : ", ") +
                    inline_table(item, list.id_key, list.choices, list.extras);
        overrides_.push_back(std::string(list.section) + "=[" + text + "]");
    }

    static std::string name_of(const Item& item) { return item.settings.text("name"); }

    static std::string inline_table(const Item& item, const std::string& id_key,
                                    const std::vector<Description>& choices,
                                    const std::vector<Parameter>& extras) {
        std::string text = id_key.empty() ? "" : id_key + " = " + to_toml(Value(item.id));
        const auto choice =
            std::find_if(choices.begin(), choices.end(), [&](const Description& one) {
                return one.id == item.id || id_key.empty();
            });
        for (const auto& parameter : with_extras(extras, *choice).parameters) {
            const Value& value = item.settings.values().find(parameter.key)->second;
            const bool own_name = parameter.key == "name" && value == Value(item.id);
            if (!parameter.required && (own_name || value == parameter.default_value()))
                continue;
            text += (text.empty() ? "" : ", ") + parameter.key + " = " + to_toml(value);
        }
        return "{" + text + "}";
    }

    const RunConfig &wanted_, &base_;
    const Vocabulary& vocabulary_;
    bool whole_;
    std::vector<std::string> overrides_;
};

} // namespace

std::vector<std::string> overrides_between(const std::string& base_text, const RunConfig& wanted,
                                           const Vocabulary& vocabulary) {
    const RunConfig base = parse_config(base_text, "base", vocabulary);
    auto overrides = Difference(wanted, base, vocabulary, false).overrides();
    // Entries are not always found by name: the base may leave out a list that has a default, or
    // call one entry as another one's id. The engine itself tells.
    try {
        if (parse_config(base_text, "base", vocabulary, overrides) == wanted)
            return overrides;
    } catch (const ConfigError&) { // then as whole lists
    }
    return Difference(wanted, base, vocabulary, true).overrides();
}

std::string shell_word(const std::string& text) {
    const std::string safe = std::string(plain) + ".,/:=@%+";
    if (!text.empty() && text.find_first_not_of(safe) == std::string::npos)
        return text;
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

} // namespace thaw
