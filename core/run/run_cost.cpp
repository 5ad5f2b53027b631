#include "core/run/run_cost.h"

#include <algorithm>

namespace thaw {

double RunCost::diagnostics_seconds() const {
    double seconds = 0;
    for (const auto& share : diagnostics)
        seconds += share.seconds();
    return seconds;
}

double RunCost::diagnostics_share() const {
    const double total = total_seconds();
    return total > 0 ? diagnostics_seconds() / total : 0;
}

std::int64_t RunCost::parameters() const {
    std::int64_t all = 0;
    for (const auto& block : blocks)
        all += block.parameters;
    return all;
}

std::int64_t readings_of(const Cadence& cadence, std::int64_t steps) {
    if (steps <= 0)
        return 1; // boundary 0 is the first and the last
    // Multiples of a stride in (0, last]; runs can have millions of steps, so no loop over them.
    const auto multiples = [](std::int64_t stride, std::int64_t last) {
        return stride > 0 && last > 0 ? last / stride : 0;
    };
    const std::int64_t inner = steps - 1;
    const std::int64_t early = std::clamp<std::int64_t>(cadence.early_steps, 0, inner);
    return 2 + multiples(cadence.early_every, early) + multiples(cadence.every, inner) -
           multiples(cadence.every, early);
}

} // namespace thaw
