// Runs by what they have in common: "all with this stop step".
#pragma once

#include "core/compare/expression.h"
#include "core/compare/run_facts.h"

#include <cstddef>
#include <vector>

namespace thaw {

struct FactGroup {
    Fact key;                      // unknown: the runs that do not have it
    std::vector<std::size_t> runs; // indices, in their order
};
// By value of `key`, in order of sorts_before(): unknown ones last. NaNs are one group.
std::vector<FactGroup> groups_of(const RunList& runs, const Expression& key);
std::vector<FactGroup> groups_of(const RunList& runs, Field key);

// The mean of the finite numbers among the values of `of`, as in every table and figure: NaN where
// there is none.
struct FactMean {
    double mean = 0;
    std::size_t count = 0; // over how many runs; the others have no number, or one not finite
};
FactMean mean_of(const RunList& runs, const std::vector<std::size_t>& members,
                 const Expression& of);

} // namespace thaw
