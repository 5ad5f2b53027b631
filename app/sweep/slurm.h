// A sweep by a cluster's Slurm: job arrays are submitted, and what waits is asked for. Nothing is
// kept of it: how members stand is in their run files, and what is queued Slurm knows itself.
#pragma once

#include "app/sweep/local_engine.h"
#include "app/sweep/sweep_plan.h"
#include "core/sweep/slurm_answers.h"
#include "core/sweep/slurm_arrays.h"
#include "core/sweep/slurm_script.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace thaw {

// What Slurm has of a sweep at this moment.
struct SlurmQueue {
    std::vector<SlurmElement> elements; // by member
    std::string problem;                // why nobody knows; empty: it answered, or was not asked
    bool was_asked = false;
};
SlurmQueue slurm_queue(const SweepPlan& plan);
// Whether it could be in Slurm's queue: it is neither done nor being trained.
bool waits_for_slurm(const Ledger& ledger, std::size_t member);
// Asks only where members wait and the sweep was submitted from its folder at some time.
SlurmQueue slurm_queue_of_waiting(const SweepPlan& plan, const Ledger& ledger);

struct SlurmOptions {
    std::int64_t jobs = 0; // at a time, 0: as many as Slurm lets run
    std::int64_t threads = 1;
    std::string time;                 // of each, as sbatch takes it
    std::vector<std::string> further; // options of sbatch
    Wanted wanted = Wanted::all;
    std::string program; // `thaw`
};

// What is to be submitted now: members that are wanted, not done, and not known to Slurm.
struct SlurmSubmission {
    std::filesystem::path script;
    std::string text; // of the script
    std::string job_name;
    std::vector<SlurmArray> arrays;   // in the order in which they are submitted
    std::size_t queued = 0;           // members that Slurm has already
    std::vector<std::string> remarks; // what had to be assumed, for people
};
// Throws Error.
SlurmSubmission slurm_submission(const SweepPlan& plan, const SlurmOptions& options);

// Writes the script and calls sbatch for each array; `submitted` is told of each. Throws Error at
// the first one that Slurm refuses: those before it are in its queue, and the same again submits
// the rest.
void submit(const SlurmSubmission& submission, const SlurmOptions& options,
            const std::function<void(const SlurmArray& array, const std::string& job)>& submitted);

} // namespace thaw
