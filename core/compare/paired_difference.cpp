#include "core/compare/paired_difference.h"

#include <map>

namespace thaw {

std::vector<SeedPair> paired_by_seed(const ComparedRuns& group, const ComparedRuns& baseline) {
    std::map<std::int64_t, SeedPair> by_seed;
    for (const auto& run : group)
        if (SharedRun& place = by_seed[run->seed()].run; !place)
            place = run;
    for (const auto& run : baseline)
        if (SharedRun& place = by_seed[run->seed()].baseline; !place)
            place = run;
    std::vector<SeedPair> pairs;
    for (auto& [seed, pair] : by_seed) {
        pair.seed = seed;
        if (pair.run && pair.baseline)
            pairs.push_back(std::move(pair));
    }
    return pairs;
}

std::vector<Curve> difference_curves(const std::vector<SeedPair>& pairs, const std::string& series,
                                     const CurveAxis& axis, Alignment alignment) {
    std::vector<Curve> differences;
    for (const SeedPair& pair : pairs) {
        auto ours = curve_of(pair.run->record, series, axis);
        auto theirs = curve_of(pair.baseline->record, series, axis);
        if (!ours || !theirs)
            continue;
        AlignedCurves both = aligned_curves({std::move(*ours), std::move(*theirs)}, alignment);
        Curve difference{std::move(both.x), std::move(both.y[0])};
        for (std::size_t i = 0; i < difference.y.size(); ++i)
            difference.y[i] -= both.y[1][i];
        differences.push_back(std::move(difference));
    }
    return differences;
}

} // namespace thaw
