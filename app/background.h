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

// Runs `work` on a thread and shows its progress until it ends. The first SIGINT or SIGTERM asks
// it to stop at the next step; a second one ends the process at once with code 130, which loses
// what came after the last checkpoint. Throws what `work` throws.
SessionEnd run_in_background(const Work& work, Progress& progress);

} // namespace thaw
