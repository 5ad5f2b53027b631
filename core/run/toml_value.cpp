#include "core/run/toml_value.h"

#include "core/run/error.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>

namespace thaw {

std::optional<Value> scalar_of(const toml::node& node) {
    if (const auto* x = node.as_boolean())
        return x->get();
    if (const auto* x = node.as_integer())
        return x->get();
    if (const auto* x = node.as_floating_point())
        return x->get();
    if (const auto* x = node.as_string())
        return x->get();
    return {};
}

std::optional<Value> numbers_of(const toml::array& list) {
    if (list.is_homogeneous(toml::node_type::integer)) {
        std::vector<std::int64_t> integers;
        for (const auto& element : list)
            integers.push_back(element.as_integer()->get());
        return integers;
    }
    std::vector<double> reals;
    for (const auto& element : list) {
        if (!element.is_number())
            return {};
        reals.push_back(*element.value<double>());
    }
    return reals;
}

namespace {

// What toml++ quotes in its complaint; empty: nothing.
std::string_view quoted(const toml::parse_error& error) {
    const std::string_view why = error.description();
    const auto begin = why.find('\''), end = why.rfind('\'');
    return begin < end ? why.substr(begin + 1, end - begin - 1) : std::string_view();
}

bool is_real_out_of_range(std::string_view text) {
    double x = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), x);
    return fault == std::errc::result_out_of_range && end == text.data() + text.size();
}

} // namespace

bool is_number_out_of_range(const toml::parse_error& error) { // toml++ tells it in words alone
    return error.description().find("not representable") != std::string_view::npos ||
           is_real_out_of_range(quoted(error));
}

std::string not_toml(const toml::parse_error& error) {
    using Limits = std::numeric_limits<std::int64_t>;
    const std::string number(quoted(error));
    if (is_real_out_of_range(number) && number.find_first_of(".eE") != std::string::npos)
        return sentence("the number {} is out of range; real numbers other than 0 have sizes from "
                        "{} to {}",
                        number, std::numeric_limits<double>::min(),
                        std::numeric_limits<double>::max());
    if (is_number_out_of_range(error) && !number.empty())
        return sentence("the number {} is out of range; whole numbers go from {} to {}", number,
                        Limits::min(), Limits::max());
    return sentence("this is not TOML: {}", error.description());
}

} // namespace thaw
