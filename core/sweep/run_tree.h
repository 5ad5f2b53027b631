// The tree in which members share their beginnings: each is trained alone or leaves another one,
// its parent, at the first boundary at which the two may differ.
#pragma once

#include "core/sweep/divergence.h"
#include "core/sweep/sweep_member.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct TreeNode {
    std::optional<std::size_t> parent; // a member's index; none: trained from its first step
    // Where it leaves its parent, if no rule fires before: `steps` + 1 where only rules decide.
    Divergence leaves = {};
    std::int64_t steps = 0; // of the whole run
    std::size_t depth = 0;  // 0 without a parent
    // The boundary at which it is planned to leave: the last one where nothing is known before the
    // parent has been trained.
    std::int64_t planned_step() const { return std::min(leaves.step, steps); }
    bool depends_on_readings() const { return !leaves.rules.empty(); }
};

// "leaves it at step 300", translated. REQUIRES: it has a parent.
std::string leaving_text(const TreeNode& node);

struct RunTree {
    std::vector<TreeNode> nodes;    // by member
    std::vector<std::size_t> order; // parents before children, what releases most work first

    std::int64_t steps_alone() const; // updates if every member were trained alone
    // Updates with shared beginnings. Where a rule decides, the least: it leaves its parent no
    // later than it is planned to.
    std::int64_t steps_shared() const;
    bool depends_on_readings() const;
};

// Parents are chosen so that the fewest updates are made (a maximum spanning tree over shared
// steps); among equal ones the tree is as flat as it can be. `shapes` are those of the members.
RunTree run_tree(const std::vector<SweepMember>& members, const std::vector<RunShape>& shapes);

} // namespace thaw
