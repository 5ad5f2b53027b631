// When each block became trainable and when the others are planned to: what the freeze timeline
// draws, told from a run's events alone.
#pragma once

#include "core/run/config.h"
#include "core/run/event.h"
#include "core/run/interventions/intervention.h"
#include "core/run/plan.h"

#include <cstdint>
#include <vector>

namespace thaw {

// Steps during which a block is frozen.
struct FrozenSpan {
    std::int64_t from = 0, to = -1; // -1: to this day
    bool operator==(const FrozenSpan&) const = default;
};

struct FreezeTimeline {
    // By block: the step since which it is trainable (0 from the start), -1 while it is frozen.
    std::vector<std::int64_t> released_at;
    std::vector<std::vector<FrozenSpan>> frozen; // by block, by time
    std::int64_t freezes_at =
        -1; // the blocks below the head will be frozen then; -1: they will not
    // A block stands for as many parameters, drawn from all blocks below the head: see
    // Intervention::parameter_order().
    bool parameters = false;
    std::vector<PlannedRelease> ahead; // as planned now; see Intervention::ahead
    bool offers_release = false;       // the intervention has blocks to release
    std::int64_t held_at = -1;         // nothing is released by plan since this step
    bool over = false;                 // nothing is left to release
};

// After the events of a run that stands at `step`.
FreezeTimeline freeze_timeline(const RunConfig& config, const Plan& plan,
                               const std::vector<Event>& events, std::int64_t step);

// When no parameter of a block was trained.
std::vector<FrozenSpan> untrained(const FreezeTimeline& timeline, std::size_t block);
bool covers(const std::vector<FrozenSpan>& spans, std::int64_t step);

// The event that ended unfreezing at stop_step(); null where that is -1.
const Event* stop_event(const std::vector<Event>& events);

} // namespace thaw
