// What a change does, seed by seed: runs that share a seed share data order and start, so that
// their difference has less noise than the difference of two means.
#pragma once

#include "core/compare/aligned_curves.h"
#include "core/compare/compared_run.h"
#include "core/compare/sample_summary.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace thaw {

// A run of a group beside the baseline's run with the same seed.
struct SeedPair {
    std::int64_t seed = 0;
    SharedRun run, baseline;
};
// By growing seed. Seeds that only one side has make no pair; of runs that share seed and side the
// first stands for them.
std::vector<SeedPair> paired_by_seed(const ComparedRuns& group, const ComparedRuns& baseline);

// run - baseline of one number a pair.
struct PairedDifference {
    std::vector<std::int64_t> seeds;
    std::vector<double> differences; // by seed; NaN where one of the two is not finite
    SampleSummary summary;           // of the finite ones
};
// `value_of` gives a run's number: double(const ComparedRun&).
template <class ValueOf>
PairedDifference paired_difference(const std::vector<SeedPair>& pairs, ValueOf value_of) {
    PairedDifference all;
    for (const SeedPair& pair : pairs) {
        all.seeds.push_back(pair.seed);
        all.differences.push_back(value_of(*pair.run) - value_of(*pair.baseline));
    }
    all.summary = summarise(all.differences);
    return all;
}

// The same of curves: each pair aligned by the rule and subtracted. Pairs of which one has no such
// curve are left out.
std::vector<Curve> difference_curves(const std::vector<SeedPair>& pairs, const std::string& series,
                                     const CurveAxis& axis, Alignment alignment);

} // namespace thaw
