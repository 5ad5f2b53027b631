#include "widgets/background_work.h"

#include "core/run/thread_priority.h"

namespace thaw {

BackgroundWork::BackgroundWork(QObject* parent)
    : QObject(parent), thread_([this](const std::stop_token& stop) { go_on(stop); }) {}

BackgroundWork::~BackgroundWork() = default; // asks the thread to stop, and waits for it

void BackgroundWork::start(Work work) {
    ++asked_;
    {
        const std::lock_guard lock(mutex_);
        waiting_ = std::move(work);
        newest_ = asked_;
    }
    came_.notify_one();
}

void BackgroundWork::give_up() {
    answered_ = ++asked_;
    const std::lock_guard lock(mutex_);
    waiting_ = {};
    newest_ = asked_;
}

void BackgroundWork::go_on(const std::stop_token& stop) {
    give_way_to_the_screen();
    for (;;) {
        Work work;
        qint64 number = 0;
        {
            std::unique_lock lock(mutex_);
            if (!came_.wait(lock, stop, [this] { return static_cast<bool>(waiting_); }))
                return;
            work.swap(waiting_);
            number = newest_;
        }
        const Answer answer = work([&] {
            if (stop.stop_requested())
                return true;
            const std::lock_guard lock(mutex_);
            return newest_ != number;
        });
        QMetaObject::invokeMethod(
            this, [this, number, answer] { take(number, answer); }, Qt::QueuedConnection);
    }
}

void BackgroundWork::take(qint64 number, const Answer& answer) {
    if (number != asked_)
        return;
    answered_ = number;
    if (answer)
        answer();
}

} // namespace thaw
