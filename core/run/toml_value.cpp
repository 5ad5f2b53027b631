#include "core/run/toml_value.h"

#include "core/run/error.h"

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

bool is_number_out_of_range(const toml::parse_error& error) { // toml++ tells it in words alone
    return error.description().find("not representable") != std::string_view::npos;
}

std::string not_toml(const toml::parse_error& error) {
    using Limits = std::numeric_limits<std::int64_t>;
    const std::string_view why = error.description();
    const auto begin = why.find('\''), end = why.rfind('\'');
    if (is_number_out_of_range(error) && begin < end)
        return sentence("the number {} is out of range; whole numbers go from {} to {}",
                        std::string(why.substr(begin + 1, end - begin - 1)), Limits::min(),
                        Limits::max());
    return sentence("this is not TOML: {}", why);
}

} // namespace thaw
