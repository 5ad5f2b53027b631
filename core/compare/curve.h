// One series of one run over an x of one's choice.
#pragma once

#include "core/run/run_record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// What x counts: steps, epochs, training examples, seconds of the run, seconds of updates alone, or
// steps since something happened in the run (negative before it).
enum class CurveX {
    step,
    epoch,
    examples,
    wall_time,
    train_time,
    since_release,     // a block became trainable; `name`: which block, empty: the first of all
    since_release_all, // unfreezing ended: stop_step()
    since_trigger,     // a rule fired; `name`: which rule, empty: the first of all
};
struct CurveAxis {
    CurveX x = CurveX::step;
    std::string name = {};
    bool operator==(const CurveAxis&) const = default;
};
std::string axis_text(const CurveAxis& axis); // "Steps since unfreezing ended", translated
bool counts_from_event(CurveX x);             // one of the since_...
std::string to_text(CurveX x);                // as a file or a command line names it
std::optional<CurveX> curve_x_from_text(std::string_view text);

// The step that a since_... axis counts from; nothing where the run has no such event.
std::optional<std::int64_t> anchor_step(const std::vector<Event>& events, const CurveAxis& axis);

// Where a step of a run lies on an axis; on a clock's at the first reading from that step on.
// Nothing where the run has not the event that x counts from, or no such reading.
std::optional<double> x_of_step(const RunRecord& record, std::int64_t step, const CurveAxis& axis);

// x grows strictly: of readings at the same x (two within a clock's tick) the last stays. y holds
// what was read, NaN and infinity too.
struct Curve {
    std::vector<double> x, y;
};
// Nothing where the run has no such series, or not the event that x counts from.
std::optional<Curve> curve_of(const RunRecord& record, std::string_view series,
                              const CurveAxis& axis);

} // namespace thaw
