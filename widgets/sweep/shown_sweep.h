// A sweep as the window shows it: all that is known of it before anything is trained.
#pragma once

#include "core/sweep/run_tree.h"
#include "core/sweep/sweep_member.h"

#include <string>
#include <vector>

namespace thaw {

struct ShownSweep {
    std::string name;
    std::vector<SweepMember> members;
    RunTree tree; // of the members
};

} // namespace thaw
