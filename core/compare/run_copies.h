// One run is one run, however many files hold it: a copy, a backup, a link, a notebook's checkpoint
// folder. Copies share the run id; counted as runs they would be seeds that nobody trained.
#pragma once

#include "core/compare/compared_run.h"
#include "core/compare/run_facts.h"

#include <cstddef>
#include <string>
#include <vector>

namespace thaw {

struct RunCopies {
    std::size_t taken = 0;           // the file that stands for the run, by index
    std::vector<std::size_t> others; // the rest, in their order; empty for most runs
};
// By run id, each run where the first of its files stood. Taken is the file that has got furthest:
// more steps, then resumed more often, then ended rather than running; of equal ones the one that
// still has the run's own name (it ends in the id's first six digits) and is no link, then the one
// higher up in the folders, with the shorter path, the first by name. So the choice does not depend
// on the order of the files. Files without a run id (damaged ones) stand for themselves. Looks at
// links: off the screen's thread.
std::vector<RunCopies> runs_of(const std::vector<const RunFacts*>& files);

// The same as lists without copies. Each copy that is left out is told in `told`, one line a run;
// a run of a RunList that has copies gets the field `copies`, their paths.
RunList without_copies(const RunList& files, std::vector<std::string>& told);
ComparedRuns without_copies(const ComparedRuns& files, std::vector<std::string>& told);

} // namespace thaw
