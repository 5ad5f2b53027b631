#include "core/run/settings_reader.h"

#include "core/run/nearest.h"
#include "core/run/sections.h"
#include "core/run/toml_value.h"

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {
std::string type_found(const toml::node& node) {
    if (const auto value = scalar_of(node))
        return type_name(*value);
    if (node.is_array())
        return tr("a list");
    if (node.is_table())
        return tr("a section");
    return node.is_time() ? tr("a time") : tr("a date");
}
} // namespace

std::string SettingsReader::listed(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

bool SettingsReader::is_set(const std::string& path) const {
    return std::find(set_keys_.begin(), set_keys_.end(), path) != set_keys_.end();
}

std::string SettingsReader::place(const toml::node& node, const std::string& path) const {
    if (is_set(path))
        return "--set " + path;
    const auto line = node.source().begin.line;
    if (line != 0)
        return fmt::format("{}:{}", file_, line);
    for (const auto& key : set_keys_) // a section that a --set has made
        if (key.starts_with(path + ".") || key.starts_with(path + "[") ||
            path.starts_with(key + ".") || path.starts_with(key + "["))
            return "--set " + key;
    return place_of_copies_;
}

void SettingsReader::add(const toml::node& node, const std::string& path, const std::string& text) {
    problems_.push_back({place(node, path), path, text});
}

void SettingsReader::check_keys(const toml::table& table, const std::string& path,
                                const std::vector<std::string>& allowed) {
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        if (std::find(allowed.begin(), allowed.end(), name) != allowed.end())
            continue;
        const std::string full = path.empty() ? name : path + "." + name;
        if (of_others_.count(full) > 0)
            continue;
        const std::string near = nearest(name, allowed);
        add(node, full,
            near.empty() ? sentence("unknown key; allowed here: {}", listed(allowed))
                         : sentence("unknown key; did you mean '{}'? Allowed here: {}", near,
                                    listed(allowed)));
    }
}

const toml::table* SettingsReader::subtable(const toml::table& root, const std::string& key) {
    const toml::node* node = root.get(key);
    if (node == nullptr)
        return nullptr;
    if (const auto* table = node->as_table())
        return table;
    add(*node, key, sentence("must be a section, [{}]", key));
    return nullptr;
}

Item SettingsReader::section(const toml::table& root, const std::string& key,
                             const Description& description) {
    static const toml::table empty;
    const toml::table* table = subtable(root, key);
    return settings(table != nullptr ? *table : empty, key, description);
}

Item SettingsReader::entry(const toml::table& table, const std::string& path,
                           const std::string& id_key, const std::vector<Description>& choices,
                           const std::vector<Parameter>& extras, std::vector<std::string> also) {
    std::vector<std::string> ids;
    for (const auto& choice : choices)
        ids.push_back(choice.id);
    const toml::node* node = table.get(id_key);
    const std::string key = path + "." + id_key;
    if (node == nullptr || node->as_string() == nullptr) {
        add(node == nullptr ? table : *node, key, sentence("must name one of: {}", listed(ids)));
        return {};
    }
    const std::string id = node->as_string()->get();
    for (const auto& choice : choices)
        if (choice.id == id) {
            also.push_back(id_key);
            if (is_set(key)) { // the file speaks of the entry that was there before
                for (const auto& other : choices)
                    for (const auto& parameter : other.parameters)
                        if (!is_set(path + "." + parameter.key))
                            of_others_.insert(path + "." + parameter.key);
            }
            Item item = settings(table, path, with_extras(extras, choice), also);
            item.id = id;
            return item;
        }
    const std::string near = nearest(id, ids);
    add(*node, key,
        near.empty()
            ? sentence("'{}' is not known; one of: {}", id, listed(ids))
            : sentence("'{}' is not known; did you mean '{}'? One of: {}", id, near, listed(ids)));
    return {};
}

Item SettingsReader::settings(const toml::table& table, const std::string& path,
                              const Description& description,
                              const std::vector<std::string>& also) {
    std::vector<std::string> allowed = also;
    for (const auto& parameter : description.parameters)
        allowed.push_back(parameter.key);
    check_keys(table, path, allowed);

    Item item;
    item.place = place(table, path);
    for (const auto& parameter : description.parameters) {
        const std::string key = path + "." + parameter.key;
        const toml::node* node = table.get(parameter.key);
        if (node == nullptr) {
            if (parameter.required)
                add(table, key, sentence("is missing; it must be given"));
            item.settings.set(parameter.key, parameter.default_value());
            continue;
        }
        item.settings.set(parameter.key, value(*node, key, parameter));
    }
    return item;
}

Value SettingsReader::value(const toml::node& node, const std::string& key,
                            const Parameter& parameter) {
    const bool is_text = std::holds_alternative<std::string>(parameter.fallback);
    if (const auto* text = node.as_string(); text != nullptr && !parameter.words.empty()) {
        const auto& words = parameter.words;
        if (std::find(words.begin(), words.end(), text->get()) != words.end())
            return text->get();
        const std::string near = nearest(text->get(), words);
        const std::string allowed =
            is_text ? listed(words) : type_name(parameter.fallback) + ", " + listed(words);
        add(node, key,
            near.empty() ? sentence("'{}' is not allowed; one of: {}", text->get(), allowed)
                         : sentence("'{}' is not allowed; did you mean '{}'? One of: {}",
                                    text->get(), near, allowed));
        return parameter.default_value();
    }
    if (is_text && node.is_string() && parameter.words.empty())
        return node.as_string()->get();
    if (std::holds_alternative<bool>(parameter.fallback) && node.is_boolean())
        return node.as_boolean()->get();
    if (std::holds_alternative<std::int64_t>(parameter.fallback) && node.is_integer()) {
        const auto x = node.as_integer()->get();
        check_range(node, key, parameter, static_cast<double>(x));
        return x;
    }
    if (std::holds_alternative<double>(parameter.fallback) && node.is_number()) {
        const double x = *node.value<double>();
        check_range(node, key, parameter, x);
        return x;
    }
    if (std::holds_alternative<std::vector<std::int64_t>>(parameter.fallback))
        if (auto list = integers(node, key, parameter))
            return *list;
    if (std::holds_alternative<std::vector<double>>(parameter.fallback))
        if (auto list = reals(node, key, parameter))
            return *list;
    std::string expected = type_name(parameter.fallback);
    if (!parameter.words.empty())
        expected = is_text ? sentence("one of: {}", listed(parameter.words))
                           : sentence("{}, or one of: {}", expected, listed(parameter.words));
    add(node, key, sentence("must be {}; found: {}", expected, type_found(node)));
    return parameter.default_value();
}

std::optional<Value> SettingsReader::integers(const toml::node& node, const std::string& key,
                                              const Parameter& parameter) {
    const auto* array = node.as_array();
    if (array == nullptr || !(array->empty() || array->is_homogeneous<int64_t>()))
        return {};
    std::vector<std::int64_t> list;
    for (const auto& element : *array) {
        list.push_back(element.as_integer()->get());
        check_range(element, key, parameter, static_cast<double>(list.back()));
    }
    return list;
}

std::optional<Value> SettingsReader::reals(const toml::node& node, const std::string& key,
                                           const Parameter& parameter) {
    const auto* array = node.as_array();
    if (array == nullptr)
        return {};
    std::vector<double> list;
    for (const auto& element : *array) {
        if (!element.is_number())
            return {};
        list.push_back(*element.value<double>());
        check_range(element, key, parameter, list.back());
    }
    return list;
}

void SettingsReader::check_range(const toml::node& node, const std::string& key,
                                 const Parameter& parameter, double x) {
    const bool low = parameter.minimum &&
                     !(parameter.above_minimum ? x > *parameter.minimum : x >= *parameter.minimum);
    const bool high = parameter.maximum && !(x <= *parameter.maximum);
    if (!low && !high && std::isfinite(x))
        return;
    std::string range;
    if (parameter.minimum)
        range = sentence(parameter.above_minimum ? translatable("more than {}")
                                                 : translatable("at least {}"),
                         *parameter.minimum);
    if (parameter.maximum)
        range += (range.empty() ? "" : ", ") + sentence("at most {}", *parameter.maximum);
    if (range.empty())
        range = sentence("finite");
    add(node, key, sentence("{} is out of range; allowed: {}", x, range));
}

void SettingsReader::each(const toml::table& root, const std::string& key,
                          const std::function<void(const toml::table&, const std::string&)>& take) {
    const toml::node* node = root.get(key);
    if (node == nullptr)
        return;
    const auto* array = node->as_array();
    if (array == nullptr) {
        add(*node, key, sentence("must be a list of sections, [[{}]]", key));
        return;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        const std::string path = fmt::format("{}[{}]", key, i);
        if (const auto* table = array->get(i)->as_table())
            take(*table, path);
        else
            add(*array->get(i), path, sentence("must be a section, [[{}]]", key));
    }
}

} // namespace thaw
