// Interleaved timings of several things and what their ratios are.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace thaw::bench {

// Everything is timed once a round, in an order that rotates, so that what else the machine does
// falls on all alike; a ratio is taken within its round.
class EngineTable {
  public:
    struct Row {
        std::string what, unit; // unit: the row that it is divided by
        double limit = 0;       // what is to be reached; 0: only told
        std::function<void()> run;
        std::vector<double> seconds = {};
    };
    void add(Row row) { rows_.push_back(std::move(row)); }
    // A round more before: nothing is timed in it.
    void measure(int rounds);
    // Median and range of every row's ratios, "better" or "worse" than the limit; as JSON too.
    nlohmann::json print(const std::string& title) const;

  private:
    std::vector<double> ratios(const Row& row) const;
    std::vector<Row> rows_;
};

} // namespace thaw::bench
