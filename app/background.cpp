#include "app/background.h"

#include "app/progress.h"
#include "app/signals.h"

#include <atomic>
#include <cstdlib>
#include <exception>
#include <thread>
#include <utility>

namespace thaw {

void Background::announce(LaunchedRun facts) {
    const std::lock_guard lock(mutex_);
    facts_ = std::make_shared<const LaunchedRun>(std::move(facts));
}

std::shared_ptr<const LaunchedRun> Background::facts() const {
    const std::lock_guard lock(mutex_);
    return facts_;
}

void Background::tell(const std::string& sentence) {
    const std::lock_guard lock(mutex_);
    told_.push_back(sentence);
}

std::vector<std::string> Background::take_told() {
    const std::lock_guard lock(mutex_);
    return std::exchange(told_, {});
}

SessionEnd run_in_background(const Work& work, Progress& progress) {
    constexpr double between_looks = 0.1; // seconds
    Background background;
    SessionEnd end;
    std::exception_ptr error;
    std::atomic<bool> done = false;
    std::jthread thread([&] {
        try {
            end = work(background);
        } catch (...) {
            error = std::current_exception();
        }
        done = true;
    });

    bool asked = false;
    while (!done) {
        if (signal_came(between_looks)) {
            if (asked) {
                progress.say(tr("ended at once; `thaw resume` goes on from the last checkpoint"));
                std::_Exit(130);
            }
            asked = true;
            RunCommand stop;
            stop.action = Action::stop;
            background.commands.push(stop);
            progress.say(tr("stopping after this step; press Ctrl+C again to end at once"));
        }
        progress.show(background);
    }
    thread.join();
    progress.show(background);
    progress.close();
    if (error)
        std::rethrow_exception(error);
    return end;
}

} // namespace thaw
