// Where a member leaves its parent, as far as the parent's readings tell.
#pragma once

#include "core/run/run_record.h"
#include "core/sweep/run_tree.h"

#include <cstdint>
#include <optional>

namespace thaw {

// Where a member may leave its parent as that stands now.
struct LeavingStep {
    std::int64_t step = 0; // up to here the two are one run
    // They part here, or the parent has ended. False: it is worth waiting, they share more.
    bool reached = false;
};
// `parent`: the parent's record, whole or growing. Nothing: it lacks a series that a rule watches.
std::optional<LeavingStep> leaving_step(const TreeNode& node, const RunRecord& parent);

} // namespace thaw
