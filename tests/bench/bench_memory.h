// What a process holds, and how much of it is the run that it shows.
#pragma once

#include "core/run/run_history.h"

#include <fstream>
#include <unistd.h>
#include <utility>
#include <vector>

namespace thaw::bench {

inline double resident() { // bytes
    std::ifstream in("/proc/self/statm");
    double whole = 0, pages = 0;
    in >> whole >> pages;
    return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// By the contract of RunHistory; and the band that the plot draws around the series which the
// example's stabilisation rule watches, two columns of its own (widgets/plots/derived_curve.h).
inline double held_by_columns(const RunHistory& history) {
    double bytes = 2 * 9.22 * static_cast<double>(history.columns(0).step.size());
    for (std::size_t m = 0; m < history.plan().metrics.size(); ++m)
        for (std::size_t s = 0; s < history.plan().metrics[m].series.size(); ++s) {
            const auto rows = static_cast<double>(history.columns(m).step.size());
            bytes += rows * (24 + (s == 0 ? 48 : 0));
            bytes += rows * (history.has_errors(m, s) ? 3.65 : 1.22);
        }
    return bytes;
}

// Least squares, bytes a step.
inline double slope(const std::vector<std::pair<double, double>>& points) {
    double mean_x = 0, mean_y = 0, above = 0, below = 0;
    for (const auto& [x, y] : points) {
        mean_x += x / static_cast<double>(points.size());
        mean_y += y / static_cast<double>(points.size());
    }
    for (const auto& [x, y] : points) {
        above += (x - mean_x) * (y - mean_y);
        below += (x - mean_x) * (x - mean_x);
    }
    return below > 0 ? above / below : 0;
}

} // namespace thaw::bench
