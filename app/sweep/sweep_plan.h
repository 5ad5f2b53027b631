// A sweep's document with all that follows from it before anything is trained.
#pragma once

#include "core/sweep/ledger.h"
#include "core/sweep/run_tree.h"
#include "core/sweep/sweep_document.h"
#include "core/sweep/sweep_member.h"

#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

struct SweepPlan {
    std::filesystem::path file; // of the document
    SweepDocument document;
    std::string base_text;        // of the base, as its file has it
    std::filesystem::path folder; // of the run files
    std::vector<SweepMember> members;
    RunTree tree;
};

// `out`: in place of the document's folder, if it is not empty. Where a run's length depends on how
// many examples there are, a run file of the sweep tells it, else the data are read. Throws Error.
SweepPlan plan_sweep(const std::filesystem::path& file, const std::string& out = {});

// The same of a document that need not be a file yet. `plan.file`, `document` and `base_text` are
// there, and what follows from them is filled in; `base_name` names the base in messages.
void complete(SweepPlan& plan, const std::string& base_name, const std::string& out = {});

// All run files in the sweep's folder; empty where there is no folder yet.
RunList runs_in(const std::filesystem::path& folder);

} // namespace thaw
