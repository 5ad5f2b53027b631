// The screen's side of a session: bundles that wait to be drawn. Training never waits here; when
// the reader is slow the oldest readings go, counted, while their events are kept.
#pragma once

#include "core/run/event.h"

#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace thaw {

class LiveFeed {
  public:
    explicit LiveFeed(std::size_t most_waiting = 8192) : most_waiting_(most_waiting) {}

    struct Taken {
        std::vector<SharedBundle> bundles;
        std::size_t dropped = 0; // bundles whose readings were lost to the screen since last time
    };

    void push(SharedBundle bundle); // the session's thread
    Taken take_all();               // the screen's thread

  private:
    std::mutex mutex_;
    std::size_t most_waiting_;
    std::deque<SharedBundle> waiting_;
    std::size_t dropped_ = 0;
};

} // namespace thaw
