#include "app/background.h"

#include "app/progress.h"
#include "app/signals.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <optional>
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

namespace {

// What signals ask of the session.
class Steering {
  public:
    Steering(Background& background, Progress& progress)
        : background_(background), progress_(progress) {}

    bool asked_to_stop() const { return asked_; }

    // Waits for a signal up to `seconds`, and does what it asks.
    void take_signal(double seconds) {
        const int signal = next_signal(seconds);
        if (signal == SIGUSR1)
            save_checkpoint();
        else if (signal == SIGINT && pressed_again())
            end_at_once();
        else if (signal != 0)
            stop(signal == SIGINT);
        if (asked_ && !sent_) { // again, if the queue was full
            RunCommand stop;
            stop.action = Action::stop;
            sent_ = background_.commands.push(stop).has_value();
        }
    }

  private:
    bool pressed_again() {
        const auto now = std::chrono::steady_clock::now();
        const auto before = std::exchange(pressed_, now);
        return before && now - *before >= std::chrono::seconds(1);
    }

    void save_checkpoint() {
        RunCommand save;
        save.action = Action::checkpoint;
        if (background_.commands.push(save))
            progress_.say(tr("a checkpoint is saved at the next step (SIGUSR1)"));
    }

    void stop(bool pressed) {
        const bool first = !std::exchange(asked_, true);
        if (pressed && !std::exchange(told_, true))
            progress_.say(tr("stopping after this step; press Ctrl+C again to stop immediately"));
        else if (first)
            progress_.say(tr("stopping after this step"));
    }

    [[noreturn]] void end_at_once() {
        progress_.show(background_);
        const auto facts = background_.facts();
        progress_.say(facts == nullptr
                          ? tr("stopped immediately, before anything was recorded")
                          : sentence("stopped immediately at step {}; `thaw resume {}` will resume "
                                     "from the checkpoint at step {} and repeat {} [step|steps]",
                                     progress_.step(), facts->file.string(), progress_.checkpoint(),
                                     progress_.step() - progress_.checkpoint()),
                      true);
        std::_Exit(exit_interrupted);
    }

    Background& background_;
    Progress& progress_;
    bool asked_ = false, sent_ = false, told_ = false;
    std::optional<std::chrono::steady_clock::time_point> pressed_; // Ctrl+C, the last time
};

} // namespace

BackgroundEnd run_in_background(const Work& work, Progress& progress) {
    constexpr double between_looks = 0.1; // seconds
    SignalsTaken signals;                 // before there is another thread
    Background background;
    BackgroundEnd end;
    std::exception_ptr error;
    std::atomic<bool> done = false;
    std::jthread thread([&] {
        try {
            end.session = work(background);
        } catch (...) {
            error = std::current_exception();
        }
        done = true;
    });

    Steering steering(background, progress);
    while (!done) {
        steering.take_signal(between_looks);
        progress.show(background);
    }
    thread.join();
    progress.show(background);
    progress.close();
    end.asked = steering.asked_to_stop();
    if (end.asked && !error)
        signals.then_exit_with(exit_interrupted);
    if (error)
        std::rethrow_exception(error);
    end.file = background.facts()->file;
    return end;
}

} // namespace thaw
