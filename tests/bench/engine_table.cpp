#include "tests/bench/engine_table.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace thaw::bench {

namespace {

double seconds_of(const std::function<void()>& run) {
    const auto before = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double load() {
    double average = 0;
    return getloadavg(&average, 1) == 1 ? average : 0;
}

} // namespace

void EngineTable::measure(int rounds) {
    for (auto& row : rows_)
        row.run();
    for (int round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            auto& row = rows_[(i + static_cast<std::size_t>(round)) % rows_.size()];
            row.seconds.push_back(seconds_of(row.run));
        }
}

std::vector<double> EngineTable::ratios(const Row& row) const {
    const auto unit = std::find_if(rows_.begin(), rows_.end(),
                                   [&](const Row& other) { return other.what == row.unit; });
    std::vector<double> all;
    for (std::size_t i = 0; i < row.seconds.size(); ++i)
        all.push_back(unit == rows_.end() ? row.seconds[i] : row.seconds[i] / unit->seconds[i]);
    return all;
}

nlohmann::json EngineTable::print(const std::string& title) const {
    std::printf("\n%s (load %.1f)\n%-46s %9s %8s %17s %8s\n", title.c_str(), load(), "", "ms",
                "ratio", "range", "limit");
    nlohmann::json json = {{"title", title}, {"load", load()}, {"rows", nlohmann::json::array()}};
    for (const auto& row : rows_) {
        const auto all = ratios(row);
        const auto [least, most] = std::minmax_element(all.begin(), all.end());
        const double middle = median(all), milliseconds = median(row.seconds) * 1e3;
        std::printf("%-46s %9.2f", row.what.c_str(), milliseconds);
        if (!row.unit.empty())
            std::printf(" %8.3f %8.3f-%8.3f", middle, *least, *most);
        if (row.limit > 0)
            std::printf(" %8.3f %s", row.limit, middle <= row.limit ? "" : "missed");
        std::printf("\n");
        json["rows"].push_back({{"what", row.what},
                                {"unit", row.unit},
                                {"milliseconds", milliseconds},
                                {"ratio", middle},
                                {"least", *least},
                                {"most", *most},
                                {"limit", row.limit},
                                {"n", all.size()}});
    }
    std::fflush(stdout);
    return json;
}

} // namespace thaw::bench
