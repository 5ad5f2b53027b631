#include "app/window/run_follower.h"

#include "core/run/error.h"
#include "core/storage/storage.h"
#include "core/training/training.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>

namespace thaw {

namespace {
constexpr auto between_looks = std::chrono::milliseconds(100);
// A large file must not be read all the time: the pause is at least so many times the reading.
constexpr int rest = 5;
constexpr auto shortest_pause = std::chrono::milliseconds(500);
// A network file system may show a running file half old, half new, or not at all for a moment:
// what could be read before is looked at so often, for some five seconds, before it is given up.
constexpr int most_failures = 10;

// Whether both have the same curves: the name may stand for another run's file by now.
bool same_run(const RunHeader& a, const RunHeader& b) {
    const auto same_series = [](const SeriesInfo& x, const SeriesInfo& y) {
        return x.name == y.name;
    };
    const auto same_metric = [&](const MetricInfo& x, const MetricInfo& y) {
        return x.name == y.name && std::equal(x.series.begin(), x.series.end(), y.series.begin(),
                                              y.series.end(), same_series);
    };
    return a.run_id == b.run_id &&
           std::equal(a.plan.metrics.begin(), a.plan.metrics.end(), b.plan.metrics.begin(),
                      b.plan.metrics.end(), same_metric);
}
} // namespace

RunFollower::RunFollower(std::filesystem::path file, QObject* parent)
    : QObject(parent), file_(std::move(file)),
      thread_([this](const std::stop_token& stop) { read_on(stop); }) {
    timer_.setInterval(between_looks);
    connect(&timer_, &QTimer::timeout, this, &RunFollower::look);
    timer_.start();
}

RunFollower::~RunFollower() = default;

void RunFollower::read_on(const std::stop_token& stop) {
    std::optional<RunConfig> config;
    RunHeader first;
    std::mutex sleeping;
    std::condition_variable_any awake;
    bool running = true;
    int failures = 0; // in a row
    while (running && !stop.stop_requested()) {
        const auto before = std::chrono::steady_clock::now();
        std::optional<Answer> answer;
        try {
            Seen seen{read_run(file_, stop), {}};
            running = seen.record.status.state == RunState::running;
            if (!config) {
                config = seen.config =
                    parse_config(seen.record.header.config, file_.string(), vocabulary());
                first = seen.record.header;
            } else if (!same_run(first, seen.record.header)) {
                throw failure("{} holds another run by now; open it again to see that one",
                              file_.string());
            }
            answer = std::move(seen);
            failures = 0;
        } catch (const std::exception& error) {
            running = !stop.stop_requested() && config && ++failures < most_failures;
            if (!running)
                answer = std::string(error.what());
        }
        if (answer) {
            const std::lock_guard lock(mutex_);
            if (answer_ && std::holds_alternative<Seen>(*answer_) &&
                std::holds_alternative<Seen>(*answer) && !std::get<Seen>(*answer).config)
                std::get<Seen>(*answer).config = std::get<Seen>(*answer_).config; // not taken yet
            answer_ = std::move(*answer);
            ended_ = !running;
        }
        const auto pause = std::max<std::chrono::steady_clock::duration>(
            shortest_pause, rest * (std::chrono::steady_clock::now() - before));
        std::unique_lock lock(sleeping);
        if (running)
            awake.wait_for(lock, stop, pause, [] { return false; });
    }
}

void RunFollower::look() {
    std::optional<Answer> answer;
    {
        const std::lock_guard lock(mutex_);
        answer.swap(answer_);
        if (ended_)
            timer_.stop();
    }
    if (!answer)
        return;
    if (const auto* why = std::get_if<std::string>(&*answer)) {
        Q_EMIT failed(QString::fromStdString(*why));
        return;
    }
    Seen& seen = std::get<Seen>(*answer);
    const bool running = seen.record.status.state == RunState::running;
    const RunMode mode = running ? RunMode::followed : RunMode::saved;
    if (run_ == nullptr) {
        run_ = new ShownRun(std::move(seen.record), std::move(*seen.config), mode, this);
        Q_EMIT opened(run_);
        return;
    }
    run_->follow(std::move(seen.record));
    if (mode != run_->mode())
        run_->set_mode(mode);
}

} // namespace thaw
