// Work that would keep the screen waiting, on a thread of its own: only the answer to the newest
// question comes back.
#pragma once

#include <QObject>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace thaw {

// Used from the screen's thread. Questions that were not begun when a newer one came are never
// begun; destroying this waits for the one in work, which should look at `Stale` now and then.
class BackgroundWork : public QObject {
    Q_OBJECT
  public:
    using Stale = std::function<bool()>;  // nobody waits for the answer any more
    using Answer = std::function<void()>; // done on the screen's thread with what came out
    using Work = std::function<Answer(const Stale&)>;

    explicit BackgroundWork(QObject* parent = nullptr);
    ~BackgroundWork() override;

    // REQUIRES: `work` throws nothing and touches nothing that others change.
    void start(Work work);
    void give_up(); // nobody waits any more, and nothing comes back
    bool busy() const { return answered_ != asked_; }

  private:
    void go_on(const std::stop_token& stop);
    void take(qint64 number, const Answer& answer);

    qint64 asked_ = 0, answered_ = 0; // the screen's
    std::mutex mutex_;
    std::condition_variable_any came_;
    Work waiting_;        // guarded by mutex_
    qint64 newest_ = 0;   // guarded by mutex_
    std::jthread thread_; // last: it uses all of the above
};

} // namespace thaw
