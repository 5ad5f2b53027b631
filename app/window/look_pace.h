// How often the screen looks at the run that trains beside it: as often as it can without taking
// from training what a person would notice.
#pragma once

#include "core/run/config.h"

#include <chrono>

namespace thaw {

// For the screen's thread alone.
class LookPace {
  public:
    // What is left for the screen: where the run's threads have every core, a hundredth of one
    // (every millisecond that the screen takes, all of them wait), else a quarter of one.
    void set_for(const RunConfig& config);
    // Somebody asked for something and waits for the answer: the next two seconds have no limit.
    void hurry();
    // Milliseconds until the next look: the share of them that this thread has used since the last
    // call stays within what is left for it, but no less than once a second.
    int next();

  private:
    double share_ = 0.25;
    double used_ = 0; // by this thread until the last call, milliseconds
    std::chrono::steady_clock::time_point hurried_until_;
};

} // namespace thaw
