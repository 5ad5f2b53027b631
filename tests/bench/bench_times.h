// Clocks and quantiles for the benches. Wall time is what a person waits; own time is what this
// thread alone used of a core, and the number to trust where other programs take the cores away.
#pragma once

#include <QElapsedTimer>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

namespace thaw::bench {

inline double milliseconds(const QElapsedTimer& timer) {
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

inline double own_milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

inline double quantile(std::vector<double> values, double part) {
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

struct Times { // milliseconds
    std::vector<double> wall, own;
};

inline void head(const char* what) {
    std::printf("%-34s %8s %8s %8s %8s %8s %8s\n", what, "p50", "p99", "max", "cpu p50", "cpu p99",
                "cpu max");
}

inline void report(const char* what, const Times& times) {
    std::printf("%-34s %8.2f %8.2f %8.2f", what, quantile(times.wall, 0.5),
                quantile(times.wall, 0.99), quantile(times.wall, 1));
    if (!times.own.empty())
        std::printf(" %8.2f %8.2f %8.2f", quantile(times.own, 0.5), quantile(times.own, 0.99),
                    quantile(times.own, 1));
    std::printf("\n");
    std::fflush(stdout);
}

// The machine's own state belongs to every number: other programs' load is in all wall times.
inline double load() {
    double averages[1] = {0};
    return getloadavg(averages, 1) == 1 ? averages[0] : 0;
}

} // namespace thaw::bench
