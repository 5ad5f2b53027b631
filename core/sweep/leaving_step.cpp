#include "core/sweep/leaving_step.h"

#include "core/compare/replay.h"

#include <algorithm>

namespace thaw {

std::optional<LeavingStep> leaving_step(const TreeNode& node, const RunRecord& parent) {
    std::int64_t leaves = std::min(node.leaves.step, node.steps);
    for (const Item& rule : node.leaves.rules) {
        const Firing firing = replay(parent, rule);
        if (!firing.watched)
            return {};
        if (firing.step >= 0)
            leaves = std::min(leaves, firing.step);
    }
    const RunStatus& status = parent.status;
    return LeavingStep{.step = std::min(leaves, status.last_step),
                       .reached = leaves <= status.last_step || status.state == RunState::finished};
}

} // namespace thaw
