// Holds what diagnostics cost at a share of the run. What a reading costs is counted in training
// steps as its metric states it (MetricInfo::steps_per_reading), not by the clock: which readings a
// run has then follows from its config alone, on any machine, after any resume.
#pragma once

#include "core/run/plan.h"
#include "core/run/value.h"

#include <cstdint>
#include <vector>

namespace thaw {

// Every step earns share / (1 - share) steps' worth of readings. A metric that is due waits until
// what was spent is earned; those that have waited longest go first, and a metric that falls due
// again while it waits waits once. Readings at the first and the last step and those that cost
// nothing are always taken and not charged.
class DiagnosticsBudget {
  public:
    // `share` of the run's time, in [0, 1); 0: as the cadences say, without a limit.
    DiagnosticsBudget(double share, const Plan& plan);

    // Which metrics are read at this boundary, by index into plan.metrics. Asked once a boundary.
    std::vector<bool> take(std::int64_t step);

    // What the next boundary depends on, for a checkpoint, and back (a fork may have other
    // metrics).
    Table state() const;
    void restore(const Table& state);

  private:
    const Plan& plan_;
    double earned_a_step_ = 0; // in steps
    double spent_ = 0;
    std::vector<std::int64_t> due_since_; // by metric; -1: it does not wait
};

// How often each metric of the plan is read in a whole run under such a share, by index. Walks
// through all its boundaries where there is a limit.
std::vector<std::int64_t> readings_within(double share, const Plan& plan);

} // namespace thaw
