#include "app/window/latest_work.h"

#include "core/run/thread_priority.h"

#include <utility>

namespace thaw {

LatestWork::~LatestWork() {
    give_up();
}

void LatestWork::give_up() {
    next_ = {};
    if (given_up_)
        *given_up_ = true;
}

void LatestWork::start(Work work) {
    give_up();
    next_ = std::move(work);
    if (!busy_)
        begin();
}

void LatestWork::begin() {
    busy_ = true;
    given_up_ = std::make_shared<std::atomic<bool>>(false);
    thread_ = std::jthread([this, work = std::exchange(next_, {}), given_up = given_up_] {
        give_way_to_the_screen();
        const Finish finish = work([given_up] { return given_up->load(); });
        QMetaObject::invokeMethod(this, [this, finish, given_up] { // goes with us
            busy_ = false;
            if (!*given_up && finish)
                finish();
            if (next_ && !busy_)
                begin();
        });
    });
}

} // namespace thaw
