// The mean of the newest values: what smooths a curve and what a stabilisation rule watches.
#pragma once

#include <cstddef>
#include <vector>

namespace thaw {

// Values go in at the end and out at the beginning. Sums are only ever added up, never taken from:
// a spike that has left the window leaves no rounding behind. Constant time on average.
class SlidingMean {
  public:
    void push(double value);
    void pop(); // the oldest. REQUIRES: size() > 0
    std::size_t size() const { return older_.size() + newer_.size(); }
    double mean() const; // NaN when empty

  private:
    std::vector<double> older_; // sums from each value to the youngest of the older, oldest last
    std::vector<double> newer_;
    double newer_sum_ = 0;
};

} // namespace thaw
