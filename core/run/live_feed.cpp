#include "core/run/live_feed.h"

#include <algorithm>

namespace thaw {

void LiveFeed::push(SharedBundle bundle) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(bundle));
    if (waiting_.size() <= most_waiting_)
        return;
    const auto oldest = std::find_if(waiting_.begin(), waiting_.end(),
                                     [](const SharedBundle& b) { return b->events.empty(); });
    if (oldest == waiting_.end())
        return; // only events wait, and those are few and never dropped
    waiting_.erase(oldest);
    ++dropped_;
}

LiveFeed::Taken LiveFeed::take_all() {
    const std::lock_guard lock(mutex_);
    Taken taken{{waiting_.begin(), waiting_.end()}, dropped_};
    waiting_.clear();
    dropped_ = 0;
    return taken;
}

} // namespace thaw
