#include "core/compare/id_loss_window.h"

#include "core/compare/sample_summary.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace thaw {

std::vector<StopOutcome> by_stop(const std::vector<RunOutcome>& outcomes) {
    std::map<std::int64_t, StopOutcome> sums;
    for (const RunOutcome& run : outcomes) {
        if (run.stop < 0 || !std::isfinite(run.id) || !std::isfinite(run.ood))
            continue;
        StopOutcome& sum = sums[run.stop];
        sum.stop = run.stop;
        ++sum.n;
        sum.id += run.id;
        sum.ood += run.ood;
    }
    std::vector<StopOutcome> all;
    for (auto& [stop, sum] : sums) {
        sum.id /= static_cast<double>(sum.n);
        sum.ood /= static_cast<double>(sum.n);
        all.push_back(sum);
    }
    return all;
}

IdLossWindow id_loss_window(const std::vector<RunOutcome>& outcomes, double tolerance) {
    IdLossWindow window;
    window.tolerance = tolerance;
    const std::vector<StopOutcome> stops = by_stop(outcomes);
    std::vector<double> standard;
    for (const RunOutcome& run : outcomes)
        if (run.stop < 0)
            standard.push_back(run.id);
    window.reference = summarise(standard).mean;
    if (std::isnan(window.reference) && !stops.empty()) {
        window.of_baseline = false;
        window.reference =
            std::max_element(stops.begin(), stops.end(), [](const auto& a, const auto& b) {
                return a.id < b.id;
            })->id;
    }
    bool inside = false;
    for (const StopOutcome& stop : stops) {
        const bool fits = window.reference - stop.id < tolerance;
        if (fits && inside)
            window.spans.back().second = stop.stop;
        else if (fits)
            window.spans.emplace_back(stop.stop, stop.stop);
        inside = fits;
    }
    return window;
}

} // namespace thaw
