// Work beside the screen's thread, of which only the latest counts: what is under way when more is
// asked for is given up, and what it found is shown to nobody.
#pragma once

#include "core/run/trainer.h"

#include <QObject>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace thaw {

// Used on the screen's thread. Going away, it gives up what is under way and waits for its end.
class LatestWork : public QObject {
    Q_OBJECT
  public:
    using Finish = std::function<void()>; // on the screen's thread; empty: nothing
    // On a thread of its own; throws nothing. Asks now and then whether it was given up.
    using Work = std::function<Finish(const Interrupted& given_up)>;

    using QObject::QObject;
    ~LatestWork() override;

    void start(Work work); // once what is under way has ended
    void give_up();

  private:
    void begin();

    Work next_;
    bool busy_ = false;
    std::shared_ptr<std::atomic<bool>> given_up_; // of what is under way
    std::jthread thread_;
};

} // namespace thaw
