// How a sweep stands, read from its run files and from nothing else: a member is the run of its
// config, whoever started it.
#pragma once

#include "core/compare/run_facts.h"
#include "core/sweep/run_tree.h"
#include "core/sweep/sweep_member.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

enum class MemberState {
    queued,      // it has no file
    running,     // a living process writes it
    finished,    // all steps are done, or a rule of its own ended it
    stopped,     // by hand: a person asked for it
    preempted,   // by a signal or the end of a batch job; it will be resumed
    interrupted, // its process is gone without a word; it can be resumed
    failed,      // with an error
    diverged,    // finished, and its loss ceased to be finite on the way
};
std::string to_text(MemberState state);    // the word in files: "stopped by hand"
std::string shown_text(MemberState state); // translated

struct MemberStanding {
    MemberState state = MemberState::queued;
    std::filesystem::path file = {}; // empty: none
    std::int64_t last_step = 0;
    std::string reason = {}; // why it stands so; empty where the state says all
    SharedFacts facts = {};  // of the file; null: none
    bool is_done() const {
        return state == MemberState::finished || state == MemberState::diverged;
    }
};

struct Ledger {
    std::vector<MemberStanding> members; // by index
    // Runs in the folder that are members' but for what a person did to them: they are left alone,
    // and the member is trained as its config says.
    std::vector<std::filesystem::path> changed_by_hand;

    std::size_t count(MemberState state) const;
    std::size_t done() const; // members with is_done()
};

// `runs`: all runs in the sweep's folder; of a file that cannot be read nobody knows whose it is.
// Of several files of one member the best counts: done, then running, then the one that got
// furthest.
Ledger ledger(const std::vector<SweepMember>& members, const RunList& runs);

// The index of the member of whose config this run is; nothing: of none.
std::optional<std::size_t> member_of(const std::vector<SweepMember>& members,
                                     const RunFacts& facts);

} // namespace thaw
