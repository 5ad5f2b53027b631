#include "core/run/flat_table.h"

#include "core/run/error.h"

#include <sstream>
#include <toml++/toml.h>

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

bool all_numbers(const toml::array& list) {
    for (const auto& element : list)
        if (!element.is_number())
            return false;
    return true;
}

Value numbers(const toml::array& list) {
    if (list.empty() || list.is_homogeneous(toml::node_type::integer)) {
        std::vector<std::int64_t> integers;
        for (const auto& element : list)
            integers.push_back(element.as_integer()->get());
        return integers;
    }
    std::vector<double> reals;
    for (const auto& element : list)
        reals.push_back(*element.value<double>());
    return reals;
}

Value value_of(const toml::node& node) {
    if (const auto* x = node.as_boolean())
        return x->get();
    if (const auto* x = node.as_integer())
        return x->get();
    if (const auto* x = node.as_floating_point())
        return x->get();
    if (const auto* x = node.as_string())
        return x->get();
    if (const auto* list = node.as_array(); list != nullptr && all_numbers(*list))
        return numbers(*list);
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
