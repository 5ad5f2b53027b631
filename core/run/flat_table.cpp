#include "core/run/flat_table.h"

#include "core/run/error.h"
#include "core/run/toml_value.h"

#include <sstream>

namespace thaw {

namespace {

void flatten(const toml::table& table, const std::string& path, Table& into);

void flatten(const toml::array& list, const std::string& path, Table& into) {
    bool named = true;
    for (const auto& entry : list)
        named = named && entry.as_table()->get_as<std::string>("name") != nullptr;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const toml::table& entry = *list[i].as_table();
        flatten(entry,
                path + "." + (named ? entry.get_as<std::string>("name")->get() : std::to_string(i)),
                into);
    }
}

Value value_of(const toml::node& node) {
    if (const auto scalar = scalar_of(node))
        return *scalar;
    if (const auto* list = node.as_array())
        if (const auto numbers = numbers_of(*list))
            return *numbers;
    std::ostringstream out;
    out << toml::toml_formatter{node, toml::format_flags::none};
    return out.str();
}

void flatten(const toml::table& table, const std::string& path, Table& into) {
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        const std::string full = path.empty() ? name : path + "." + name;
        const auto* list = node.as_array();
        if (const auto* section = node.as_table())
            flatten(*section, full, into);
        else if (list != nullptr && list->is_array_of_tables())
            flatten(*list, full, into);
        else
            into.set(full, value_of(node));
    }
}

} // namespace

Table flat_table_from_toml(std::string_view text) {
    try {
        Table table;
        flatten(toml::parse(text), {}, table);
        return table;
    } catch (const toml::parse_error& error) {
        throw damaged("a saved table cannot be read: {}", error.description());
    }
}

} // namespace thaw
