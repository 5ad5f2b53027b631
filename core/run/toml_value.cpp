#include "core/run/toml_value.h"

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

} // namespace thaw
