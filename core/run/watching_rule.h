// A rule with what it has learnt of a run's readings.
#pragma once

#include "core/run/item.h"
#include "core/run/run_record.h"
#include "core/run/triggers/trigger.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace thaw {

struct WatchingRule {
    Item rule;
    bool fired = false;
    Table state = {}; // Trigger::state()
};

// The readings of one series as a session gives them to a trigger: boundary after boundary, those
// without a reading too. Looks at the record.
class ReplayedReadings {
  public:
    // `metric`: the series' name; empty: none is watched. From boundary `first` on.
    ReplayedReadings(const RunRecord& record, const std::string& metric, std::int64_t first = 0);
    // False: the run has no such series, and no trigger may be asked.
    bool is_watched() const { return watched_; }
    // The reading of this boundary; null: none was taken. Boundaries in order, none left out.
    const Reading* at(std::int64_t step);

  private:
    bool watched_ = true;
    const MetricColumns* metric_ = nullptr;
    const SeriesColumns* series_ = nullptr;
    std::size_t row_ = 0;
    Reading reading_;
};

// The rule on arrival at boundary `step` of the run, had it watched from step 0 on. REQUIRES: it is
// whole (make_rule).
WatchingRule watched_until(const RunRecord& record, const Item& rule, std::int64_t step);

} // namespace thaw
