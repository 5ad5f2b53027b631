// A session on a thread of its own, steered from this one: signals in, progress out.
#pragma once

#include "core/run/live_feed.h"
#include "core/run/run_record.h"
#include "core/run/session.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace thaw {

// What the working thread tells about the run once it is set up.
struct LaunchedRun {
    RunRecord record; // its header, and the rows and events that it begins with
    RunConfig config;
    std::filesystem::path file;
    std::int64_t first_step = 0;
};

class Background {
  public:
    CommandQueue commands;
    LiveFeed feed;
    bool pause_ends = true; // nobody can press "go on": set before the work begins

    // Called by the working thread, once.
    void announce(LaunchedRun facts);
    // Null until the run is set up.
    std::shared_ptr<const LaunchedRun> facts() const;

    // Sentences about the run that are no events: why it waits, what cannot be promised. From any
    // thread; taken by the one that steers.
    void tell(const std::string& sentence);
    std::vector<std::string> take_told();

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const LaunchedRun> facts_;
    std::vector<std::string> told_;
};

using Work = std::function<SessionEnd(Background& background)>;
class Progress;

// Beside the exit codes of Fault.
inline constexpr int exit_interrupted = 130;
inline constexpr int exit_can_be_resumed = 4; // stopped early, for want of time in a batch job

struct BackgroundEnd {
    SessionEnd session;
    bool asked = false; // a signal came that asks to stop
    std::filesystem::path file;
};

// Runs `work` on a thread and shows its progress until it ends. The first SIGINT, SIGTERM or SIGHUP
// asks it to stop at the next step, and so does the end of a Slurm job (SLURM_JOB_END_TIME) by as
// much beforehand as the config's run.stop_before says; SIGUSR1, with which Slurm warns, asks for a
// checkpoint. A SIGINT after one that came a second or more before it (a person who presses Ctrl+C
// again, not a key that bounces or a launcher that sends it twice) ends the process at once with
// code 130, which loses what came after the last checkpoint; nothing else does. Throws what `work`
// throws.
BackgroundEnd run_in_background(const Work& work, Progress& progress);

} // namespace thaw
