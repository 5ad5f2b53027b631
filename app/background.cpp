#include "app/background.h"

#include "app/progress.h"
#include "app/signals.h"
#include "core/run/duration.h"

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
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

double seconds_now() { // Unix time
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// Unix time at which Slurm ends this job; nothing where it is none.
std::optional<double> end_of_job() {
    const char* text = std::getenv("SLURM_JOB_END_TIME");
    double seconds = 0;
    if (text == nullptr ||
        std::from_chars(text, text + std::strlen(text), seconds).ec != std::errc())
        return {};
    return seconds;
}

// What signals and the clock ask of the session.
class Steering {
  public:
    Steering(Background& background, Progress& progress)
        : background_(background), progress_(progress) {}

    bool asked_to_stop() const { return asked_; }

    // Waits for a signal up to `seconds`, and does what it asks.
    void take_signal(double seconds) {
        const int signal = next_signal(seconds);
        look_at_the_clock();
        if (signal == SIGUSR1)
            save_checkpoint();
        else if (signal == SIGINT && pressed_again())
            end_at_once();
        else if (signal != 0)
            stop(signal == SIGINT);
        if (asked_ && !sent_) { // again, if the queue was full
            RunCommand stop;
            stop.action = Action::stop;
            if (!cause_.empty())
                stop.why.set("cause", cause_);
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
        if (first && !pressed)
            cause_ = stopped_by_signal;
        if (pressed && !std::exchange(told_, true))
            progress_.say(tr("stopping after this step; press Ctrl+C again to stop immediately"));
        else if (first)
            progress_.say(tr("stopping after this step"));
    }

    // Whether the batch job, if this is one, ends soon.
    void look_at_the_clock() {
        const auto facts = background_.facts();
        if (asked_ || facts == nullptr)
            return;
        const auto before = seconds_from_text(facts->config.run.settings.text("stop_before"));
        if (!before || !job_end_ || seconds_now() < *job_end_ - *before)
            return;
        asked_ = true;
        cause_ = stopped_before_job_end;
        progress_.say(sentence("stopping after this step: the job ends in {:.0f} s",
                               *job_end_ - seconds_now()));
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
    std::string cause_; // why it is to stop, if not a person wants it
    const std::optional<double> job_end_ = end_of_job();
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
