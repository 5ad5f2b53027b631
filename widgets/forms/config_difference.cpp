#include "widgets/forms/config_difference.h"

#include "core/run/section_table.h"
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

class Difference {
  public:
    Difference(const RunConfig& wanted, const RunConfig& base, const Vocabulary& vocabulary,
               bool lists_whole)
        : wanted_(wanted), base_(base), vocabulary_(vocabulary), whole_(lists_whole) {}

    std::vector<std::string> overrides() {
        for (const Section& section : sections(vocabulary_)) {
            if (section.is_list())
                list(section, wanted_.*section.many, base_.*section.many);
            else
                thing(section, wanted_.*section.one, base_.*section.one);
        }
        return std::move(overrides_);
    }

  private:
    void settings(const std::string& path, const Item& now, const Item& before) {
        for (const auto& [key, value] : now.settings.values())
            if (const auto old = before.settings.values().find(key);
                old == before.settings.values().end() || old->second != value)
                overrides_.push_back(path + "." + key + "=" + override_value(value));
    }

    void thing(const Section& section, const Item& now, const Item& before) {
        if (now.id == before.id)
            settings(section.key, now, before);
        else // what the base says about the other thing must go
            overrides_.push_back(section.key + "=" + inline_table(section, now));
    }

    void list(const Section& section, const std::vector<Item>& items,
              const std::vector<Item>& before) {
        if (items == before)
            return;
        const bool same_entries =
            section.has_names() && std::equal(items.begin(), items.end(), before.begin(),
                                              before.end(), [](const Item& a, const Item& b) {
                                                  return a.id == b.id && name_of(a) == name_of(b);
                                              });
        if (same_entries && !whole_) {
            for (std::size_t i = 0; i < items.size(); ++i)
                settings(section.key + "." + name_of(items[i]), items[i], before[i]);
            return;
        }
        std::string text;
        for (const Item& item : items)
            text += (text.empty() ? "" : ", ") + inline_table(section, item);
        overrides_.push_back(section.key + "=[" + text + "]");
    }

    static std::string name_of(const Item& item) { return item.settings.text("name"); }

    static std::string inline_table(const Section& section, const Item& item) {
        std::string text =
            section.id_key.empty() ? "" : section.id_key + " = " + to_toml(Value(item.id));
        for (const auto& parameter :
             with_extras(section.extras, *section.find(item.id)).parameters) {
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

} // namespace thaw
