// Which run was forked from which: a forest.
#pragma once

#include "core/compare/run_facts.h"

#include <cstddef>
#include <vector>

namespace thaw {

struct LineageNode {
    std::size_t run = 0;                 // index into the runs that the forest was made of
    std::vector<LineageNode> forks = {}; // by fork step, then by when they were made
};

// Every run is in it once. A run whose parent is not among `runs` is a root, like one without a
// parent (RunFacts tell them apart: field `parent`). Where a file was copied, so that two runs have
// one id, a fork hangs below the copy in its own folder, else below the first. Files whose parents
// go round in a circle are roots. Roots come in the order of `runs`.
std::vector<LineageNode> lineage_of(const RunList& runs);

} // namespace thaw
