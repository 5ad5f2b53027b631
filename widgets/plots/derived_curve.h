// Curves that are worked out from a series while it grows, over all of its rows, never over what
// the screen happens to show.
#pragma once

#include "core/run/run_record.h"
#include "core/run/summed_column.h"
#include "core/run/value.h"
#include "widgets/plots/sliding_mean.h"

#include <cstdint>
#include <deque>

namespace thaw {

// Mean of the finite values of the last `window` steps, the present one included; NaN in the rows
// whose own value is not finite, so that they stay visible as what they are.
class SmoothedCurve {
  public:
    explicit SmoothedCurve(std::int64_t window) : window_(window) {}
    // Takes in the rows that came since; all anew if there are fewer than before.
    void update(const MetricColumns& columns, std::size_t series);
    SummedColumn values() const { return values_.look(); }
    std::int64_t window() const { return window_; }

  private:
    std::int64_t window_;
    OwnColumn values_;
    SlidingMean mean_;
    std::deque<std::int64_t> steps_; // of the values in the mean
};

// A series less another one at the same steps; NaN where the other has no reading.
class DifferenceCurve {
  public:
    // Takes in the rows that came since; all anew if the other has others than before.
    void update(const std::vector<std::int64_t>& steps, const std::vector<double>& values,
                const std::vector<std::int64_t>& other_steps,
                const std::vector<double>& other_values);
    SummedColumn values() const { return values_.look(); }

  private:
    OwnColumn values_;
    std::size_t other_rows_ = 0;
    std::size_t next_ = 0; // row of the other that may be at the next step
};

// Where a stabilisation rule (core/run/triggers/stabilisation.cpp) looks: the moving average over
// tau readings, and it plus and minus epsilon times the largest magnitude so far. NaN before the
// end of the rapid change, until tau readings are there, and after the rule fired.
class StabilisationBand {
  public:
    StabilisationBand(const Table& settings, std::int64_t from_step, std::int64_t fired_step);
    void update(const MetricColumns& columns, std::size_t series);
    SummedColumn lower() const { return lower_.look(); }
    SummedColumn upper() const { return upper_.look(); }
    std::int64_t fired_step() const { return fired_step_; }
    const Table& settings() const { return settings_; }

  private:
    void add(std::int64_t step, double value);

    Table settings_;
    std::int64_t from_step_, fired_step_;
    OwnColumn lower_, upper_;
    SlidingMean mean_;
    std::int64_t readings_ = 0;
    double largest_ = 0, previous_ = 0;
    bool moving_ = false, settled_ = false;
};

} // namespace thaw
