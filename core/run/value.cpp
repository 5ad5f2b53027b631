#include "core/run/value.h"

#include "core/run/error.h"
#include "core/run/toml_value.h"

#include <charconv>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace thaw {

namespace {

template <class... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

std::string real_to_toml(double x) {
    if (std::isnan(x))
        return "nan";
    if (std::isinf(x))
        return x > 0 ? "inf" : "-inf";
    char buffer[64];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), x).ptr;
    std::string text(std::begin(buffer), end);
    if (text.find_first_of(".en") == std::string::npos)
        text += ".0"; // TOML: a float has a point or an exponent
    return text;
}

template <class List, class Write>
std::string list_to_toml(const List& list, Write write) {
    std::string text = "[";
    for (const auto& element : list)
        text += (text.size() > 1 ? ", " : "") + write(element);
    return text + "]";
}

Value from_node(const toml::node& node, std::string_view key) {
    if (const auto scalar = scalar_of(node))
        return *scalar;
    if (const auto* list = node.as_array()) {
        if (const auto numbers = numbers_of(*list))
            return *numbers;
        throw damaged("the value of {} is not a list of numbers", key);
    }
    throw damaged("the value of {} has a type that cannot stand here", key);
}

} // namespace

std::string type_name(const Value& value) {
    return std::visit(Overload{
                          [](bool) { return tr("true or false"); },
                          [](std::int64_t) { return tr("an integer"); },
                          [](double) { return tr("a number"); },
                          [](const std::string&) { return tr("a text"); },
                          [](const std::vector<std::int64_t>&) { return tr("a list of integers"); },
                          [](const std::vector<double>&) { return tr("a list of numbers"); },
                      },
                      value);
}

std::string to_toml(const Value& value) {
    return std::visit(
        Overload{
            [](bool x) { return std::string(x ? "true" : "false"); },
            [](std::int64_t x) { return std::to_string(x); },
            [](double x) { return real_to_toml(x); },
            [](const std::string& x) {
                std::ostringstream out;
                out << toml::toml_formatter{toml::value<std::string>(x), toml::format_flags::none};
                return out.str();
            },
            [](const std::vector<std::int64_t>& list) {
                return list_to_toml(list, [](std::int64_t x) { return std::to_string(x); });
            },
            [](const std::vector<double>& list) { return list_to_toml(list, real_to_toml); },
        },
        value);
}

const Value& Table::at(std::string_view key) const {
    const auto found = values_.find(key);
    if (found == values_.end())
        throw std::logic_error("no value " + std::string(key));
    return found->second;
}

namespace {
template <class T>
const T& expect(const Value& value, std::string_view key) {
    if (const T* x = std::get_if<T>(&value))
        return *x;
    throw std::logic_error("the value " + std::string(key) + " has another type");
}
} // namespace

bool Table::boolean(std::string_view key) const {
    return expect<bool>(at(key), key);
}
std::int64_t Table::integer(std::string_view key) const {
    return expect<std::int64_t>(at(key), key);
}
double Table::real(std::string_view key) const {
    const Value& value = at(key);
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    return expect<double>(value, key);
}
const std::string& Table::text(std::string_view key) const {
    return expect<std::string>(at(key), key);
}
const std::vector<std::int64_t>& Table::integers(std::string_view key) const {
    return expect<std::vector<std::int64_t>>(at(key), key);
}
const std::vector<double>& Table::reals(std::string_view key) const {
    return expect<std::vector<double>>(at(key), key);
}
bool Table::is_text(std::string_view key) const {
    return has(key) && std::holds_alternative<std::string>(at(key));
}

std::string to_toml(const Table& table) {
    const auto bare = [](const std::string& key) { // a dot would begin a table of its own
        return !key.empty() && key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                     "abcdefghijklmnopqrstuvwxyz"
                                                     "0123456789_-") == std::string::npos;
    };
    std::string text;
    for (const auto& [key, value] : table.values())
        text += (bare(key) ? key : to_toml(Value(key))) + " = " + to_toml(value) + "\n";
    return text;
}

Table table_from_toml(std::string_view text) {
    try {
        const toml::table parsed = toml::parse(text);
        Table table;
        for (const auto& [key, node] : parsed)
            table.set(std::string(key.str()), from_node(node, key.str()));
        return table;
    } catch (const toml::parse_error& error) {
        throw damaged("a saved table cannot be read: {}", error.description());
    }
}

} // namespace thaw
