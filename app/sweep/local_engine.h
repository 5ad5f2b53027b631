// A sweep on this machine: so many processes at a time, each with its threads.
#pragma once

#include "app/sweep/sweep_plan.h"

#include <cstdint>
#include <functional>
#include <string>

namespace thaw {

enum class Wanted { all, missing, failed }; // missing: those without a file
// Of those that are not done.
bool is_wanted(const MemberStanding& member, Wanted wanted);

struct LocalOptions {
    std::int64_t jobs = 1, threads = 1;
    Wanted wanted = Wanted::all;
    std::string program; // `thaw`
};

// Threads of each member: `asked`, else what the base says in numbers, else the processors of this
// machine shared among the jobs; at least 1. Jobs: `asked`, else as many as give each member its
// threads, or one thread, and no more than there are members. 0: not asked for.
LocalOptions shared_out(const SweepPlan& plan, std::int64_t jobs, std::int64_t threads);

struct LocalEnd {
    Ledger ledger;                                           // as it stands at the end
    std::vector<std::pair<std::size_t, std::string>> failed; // member and why
    bool asked_to_stop = false;                              // a signal came
    bool ended_early = false; // a member ended with code 4: there is no time left
};

// What goes on, now and then: the ledger, which members this process trains, and a line to be kept
// where something happened.
struct LocalProgress {
    std::function<void(const Ledger&, const std::vector<std::size_t>& at_work)> show;
    std::function<void(const std::string& line)> say;
};

// Trains what is wanted and not done, parents before those that leave them. A member that another
// process is at is waited for; one whose parent was killed is left for the next time. SIGINT,
// SIGTERM and SIGHUP stop all members with a checkpoint each (SIGINT as a person's wish, the others
// as a preemption), SIGUSR1 has each save one. Throws
// Error.
LocalEnd run_locally(const SweepPlan& plan, const LocalOptions& options,
                     const LocalProgress& progress);

} // namespace thaw
