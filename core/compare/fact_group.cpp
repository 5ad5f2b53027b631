#include "core/compare/fact_group.h"

#include <cmath>
#include <limits>
#include <map>

namespace thaw {

namespace {

struct Order {
    bool operator()(const Fact& a, const Fact& b) const { return sorts_before(a, b); }
};

template <class ValueOf>
std::vector<FactGroup> grouped(const RunList& runs, const ValueOf& value_of) {
    std::map<Fact, std::vector<std::size_t>, Order> members;
    for (std::size_t i = 0; i < runs.size(); ++i)
        members[value_of(*runs[i])].push_back(i);
    std::vector<FactGroup> groups;
    for (auto& [key, indices] : members)
        groups.push_back({key, std::move(indices)});
    return groups;
}

} // namespace

std::vector<FactGroup> groups_of(const RunList& runs, const Expression& key) {
    return grouped(runs, [&](const RunFacts& run) { return key.value(run); });
}

std::vector<FactGroup> groups_of(const RunList& runs, Field key) {
    return grouped(runs, [&](const RunFacts& run) { return run.find(key); });
}

FactMean mean_of(const RunList& runs, const std::vector<std::size_t>& members,
                 const Expression& of) {
    FactMean mean;
    for (const std::size_t i : members) {
        const Fact value = of.value(*runs[i]);
        const auto* x = std::get_if<double>(&value);
        if (x == nullptr || !std::isfinite(*x))
            continue;
        ++mean.count;
        mean.mean += (*x - mean.mean) / static_cast<double>(mean.count);
    }
    if (mean.count == 0)
        mean.mean = std::numeric_limits<double>::quiet_NaN();
    return mean;
}

} // namespace thaw
