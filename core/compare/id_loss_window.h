// The stop times that cost next to nothing in distribution: Liu & Gurevych (arXiv 2403.15210 v1,
// section 6) accept a stop whose ID accuracy lies less than half a point below the reference.
#pragma once

#include "core/compare/run_outcome.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace thaw {

// Runs that stopped at the same step.
struct StopOutcome {
    std::int64_t stop = 0;
    std::size_t n = 0;      // with finite ID and OOD
    double id = 0, ood = 0; // their means
};
// By growing stop. Runs without a stop, and outcomes that are not finite, are left out.
std::vector<StopOutcome> by_stop(const std::vector<RunOutcome>& outcomes);

struct IdLossWindow {
    double reference = 0;    // mean ID
    bool of_baseline = true; // the mean of runs without a stop; false: of the best stop
    double tolerance = 0;
    // From the first to the last of neighbouring stops whose mean ID is above reference -
    // tolerance. Between two stops nothing was measured.
    std::vector<std::pair<std::int64_t, std::int64_t>> spans = {};
};
// `tolerance` in the unit of ID: 0.005 is half a point of an accuracy. REQUIRES: greater is better
// in ID. Empty where no run has a stop.
IdLossWindow id_loss_window(const std::vector<RunOutcome>& outcomes, double tolerance = 0.005);

} // namespace thaw
