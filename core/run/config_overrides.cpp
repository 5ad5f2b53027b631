#include "core/run/config_overrides.h"

#include "core/run/config.h"
#include "core/run/toml_value.h"

#include <charconv>

namespace thaw {

namespace {

// A list entry: by index "3", by "[3]", or by the first of name, id, shift that it goes by.
std::size_t position(const toml::array& list, const std::string& name) {
    std::size_t index = list.size();
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (error == std::errc() && end == name.data() + name.size())
        return index;
    for (const char* key : {"name", "id", "shift"})
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto* table = list[i].as_table();
            if (table != nullptr && (*table)[key].value_or(std::string()) == name)
                return i;
        }
    return list.size();
}

bool is_index(const std::string& part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
}

std::string no_entry(const toml::array& list, const std::string& name, const std::string& section) {
    std::string names;
    for (const auto& node : list)
        for (const char* key : {"name", "id", "shift"})
            if (const auto* table = node.as_table(); table != nullptr && table->contains(key)) {
                names += (names.empty() ? "" : ", ") + (*table)[key].value_or(std::string());
                break;
            }
    return names.empty()
               ? sentence("there is no entry '{}' in [[{}]]; give the whole list: "
                          "'{}=[{{...}}]'",
                          name, section, section)
               : sentence("there is no entry '{}' in [[{}]]; there are: {}", name, section, names);
}

std::vector<std::string> split_key(std::string key) {
    for (char& c : key) // metrics[0].every is metrics.0.every
        if (c == '[')
            c = '.';
    std::erase(key, ']');
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.', begin)) {
        parts.push_back(key.substr(begin, dot - begin));
        begin = dot + 1;
    }
    parts.push_back(key.substr(begin));
    return parts;
}

void assign(toml::table& table, const std::string& key, const std::string& text,
            const std::string& place) {
    try {
        toml::table parsed = toml::parse("value = " + text);
        if (parsed.size() == 1) {
            table.insert_or_assign(key, *parsed.get("value"));
            return;
        }
    } catch (const toml::parse_error& error) { // not TOML: a bare word
        if (is_number_out_of_range(error))
            throw ConfigError({{place, "", not_toml(error)}});
    }
    table.insert_or_assign(key, text);
}

std::string apply(toml::table& root, const std::string& override_text) {
    const std::string place = "--set " + override_text;
    const std::size_t equals = override_text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw ConfigError({{place, "", sentence("must be key=value, such as training.steps=200")}});
    const auto parts = split_key(override_text.substr(0, equals));
    toml::table* table = &root;
    std::string path;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        path += (i == 0 ? "" : ".") + parts[i];
        toml::node* node = table->get(parts[i]);
        if (node == nullptr && is_index(parts[i + 1]))
            throw ConfigError({{place, "", no_entry({}, parts[i + 1], parts[i])}});
        if (node == nullptr)
            node = &table->insert(parts[i], toml::table{}).first->second;
        if (auto* list = node->as_array(); list != nullptr && i + 2 < parts.size()) {
            const std::size_t index = position(*list, parts[++i]);
            if (index >= list->size())
                throw ConfigError({{place, "", no_entry(*list, parts[i], parts[i - 1])}});
            path += fmt::format("[{}]", index);
            node = list->get(index);
        }
        table = node->as_table();
        if (table == nullptr)
            throw ConfigError(
                {{place, "",
                  node->is_array()
                      ? sentence("{0} is a list; name an entry and its key: {0}[0].key=value", path)
                      : sentence("{0} is a value and has nothing below it; set {0} itself",
                                 path)}});
    }
    assign(*table, parts.back(), override_text.substr(equals + 1), place);
    return path.empty() ? parts.back() : path + "." + parts.back();
}

} // namespace

std::vector<std::string> apply_overrides(toml::table& root,
                                         const std::vector<std::string>& overrides) {
    std::vector<std::string> keys;
    for (const auto& override_text : overrides)
        keys.push_back(apply(root, override_text));
    return keys;
}

} // namespace thaw
