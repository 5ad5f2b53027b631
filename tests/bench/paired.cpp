#include "tests/bench/paired.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace thaw::bench {

namespace {

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double median(std::vector<double> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

std::vector<double> ratios(const std::vector<double>& first, const std::vector<double>& other) {
    std::vector<double> all;
    for (std::size_t i = 0; i < other.size(); ++i)
        all.push_back(first[i] / other[i]);
    return all;
}

void print_ratio(const std::vector<double>& all) {
    const auto [least, most] = std::minmax_element(all.begin(), all.end());
    std::printf("  %6.2f (%.2f-%.2f)", median(all), *least, *most);
}

} // namespace

void Paired::add(std::string name, std::function<void()> run, std::function<void()> prepare) {
    ways_.push_back({std::move(name), std::move(run),
                     prepare ? std::move(prepare) : std::function<void()>([] {})});
}

void Paired::measure(int rounds) {
    for (Way& way : ways_) {
        way.prepare();
        way.run();
    }
    for (int round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < ways_.size(); ++i) {
            Way& way = ways_[(i + static_cast<std::size_t>(round)) % ways_.size()];
            way.prepare();
            const auto before = std::chrono::steady_clock::now();
            const double processor = processor_seconds();
            way.run();
            way.processor.push_back(processor_seconds() - processor);
            const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - before;
            way.wall.push_back(spent.count());
        }
}

void Paired::print(const std::string& title) const {
    double load = 0;
    getloadavg(&load, 1);
    std::printf("\n%s (n %zu, load %.1f)\n%-40s %9s %9s  %-19s  %-19s\n", title.c_str(),
                ways_.front().wall.size(), load, "", "ms", "cpu ms", "times as fast",
                "by cpu time");
    for (const Way& way : ways_) {
        std::printf("%-40s %9.1f %9.1f", way.name.c_str(), 1e3 * median(way.wall),
                    1e3 * median(way.processor));
        print_ratio(ratios(ways_.front().wall, way.wall));
        print_ratio(ratios(ways_.front().processor, way.processor));
        std::printf("\n");
    }
    std::fflush(stdout);
}

} // namespace thaw::bench
