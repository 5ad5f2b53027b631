// Twenty seconds of a real session on its own thread, whose trainer keeps every core busy, feeding
// a page every 25 ms as the window does.
//
// How to read it. "Event loop late" is what a person feels: how long a timer of 1 ms had to wait;
// its cpu columns are what this thread itself did meanwhile, and so the part that is the program's
// own making. "Frame" is painting what has changed. The last table shares the thread's own time
// among the objects that events were for, without what they sent on to others.
#include "tests/bench/live_stalls.h"

#include "core/run/session.h"
#include "core/run/thread_priority.h"
#include "tests/bench/bench_times.h"
#include "tests/bench/planned_trainer.h"
#include "widgets/run_page.h"

#include <QApplication>
#include <QMetaEnum>
#include <QThread>
#include <QTimer>
#include <QVariant>
#include <atomic>
#include <thread>

namespace thaw::bench {
namespace {

constexpr int between_looks = 25; // milliseconds, the most that app/window/look_pace.h allows
constexpr qint64 lasts = 20'000;
constexpr std::int64_t first = 300'000; // steps that the page has seen before

class BusyTrainer final : public PlannedTrainer {
  public:
    explicit BusyTrainer(std::int64_t steps) : PlannedTrainer(full_plan(steps)) {
        const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
        for (unsigned i = 1; i < cores; ++i)
            others_.emplace_back([this](const std::stop_token& stop) {
                give_way_to_the_screen();
                while (!stop.stop_requested())
                    spin(std::chrono::microseconds(500));
            });
    }
    StepResult update(std::int64_t step, double rate) override {
        spin(std::chrono::microseconds(150));
        return PlannedTrainer::update(step, rate);
    }

  private:
    void spin(std::chrono::microseconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end)
            turns_.fetch_add(1, std::memory_order_relaxed);
    }
    std::atomic<std::int64_t> turns_ = 0;
    std::vector<std::jthread> others_; // last: they end before what they use
};

class NoRecorder final : public Recorder {
  public:
    void append(SharedBundle) override {}
    void save_checkpoint(std::int64_t, std::string, bool) override {}
    void finish(EndState, const std::string&) override {}
};

// Paint events of the page's window: one UpdateRequest paints all that has changed.
class Frames : public QObject {
  public:
    explicit Frames(QWidget* page) : page_(page) { page->installEventFilter(this); }
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() != QEvent::UpdateRequest || inside_)
            return false;
        inside_ = true;
        QElapsedTimer timer;
        timer.start();
        const double before = own_milliseconds();
        QApplication::sendEvent(page_, event);
        frames.own.push_back(own_milliseconds() - before);
        frames.wall.push_back(milliseconds(timer));
        inside_ = false;
        return true;
    }
    Times frames;

  private:
    QWidget* page_;
    bool inside_ = false;
};

QString name_of(const QObject* receiver, QEvent::Type type) {
    QString name = QString::fromLatin1(receiver->metaObject()->className());
    for (const QObject* up = receiver->parent(); up != nullptr; up = up->parent())
        if (const QString above = QString::fromLatin1(up->metaObject()->className());
            above.startsWith(QLatin1String("thaw::"))) {
            name = above.mid(6) + QLatin1Char('/') + name;
            break;
        }
    return name + QLatin1Char(' ') + QVariant::fromValue(type).toString();
}

} // namespace

bool TimedApplication::notify(QObject* receiver, QEvent* event) {
    if (!timing_ || QThread::currentThread() != thread())
        return QApplication::notify(receiver, event);
    const QString name = name_of(receiver, event->type()); // it may be gone afterwards
    const double above = inner_, began = own_milliseconds();
    inner_ = 0;
    const bool taken = QApplication::notify(receiver, event);
    const double whole = own_milliseconds() - began;
    Share& share = shares_[name];
    share.sum += whole - inner_;
    share.most = std::max(share.most, whole - inner_);
    ++share.count;
    inner_ = above + whole;
    return taken;
}

void TimedApplication::tell_shares() {
    std::vector<std::pair<QString, Share>> all(shares_.begin(), shares_.end());
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.second.sum > b.second.sum; });
    all.resize(std::min<std::size_t>(all.size(), 18));
    std::printf("%-62s %10s %8s %8s\n", "own time, milliseconds", "sum", "max", "events");
    for (const auto& [name, share] : all)
        std::printf("%-62s %10.1f %8.2f %8d\n", qPrintable(name), share.sum, share.most,
                    share.count);
}

void live_stalls(TimedApplication& application) {
    const RunConfig config = test::example_config();
    BusyTrainer trainer(2'000'000);
    NoRecorder recorder;
    CommandQueue commands;
    LiveFeed feed;
    RunRecord record = full_record(trainer.plan().steps);
    ShownRun run(std::move(record), config, RunMode::live);
    // A long run already: what costs time by the row has rows.
    std::vector<SharedBundle> before;
    for (std::int64_t step = 0; step < first; ++step)
        before.push_back(full_bundle(run.plan(), step));
    run.append(before);
    before.clear();
    RunPage page(&run, "live.h5");
    page.resize(1600, 1000);
    page.show();
    QApplication::processEvents();

    std::jthread session([&] {
        give_way_to_the_screen(); // as app/window/run_controller.cpp does
        Session(config, trainer, recorder, commands, &feed).run();
    });
    Frames frames(&page);
    Times late, append;
    QElapsedTimer whole, since;
    double own = own_milliseconds();
    QTimer tick, look;
    tick.setTimerType(Qt::PreciseTimer);
    QObject::connect(&tick, &QTimer::timeout, [&] {
        late.wall.push_back(std::max(0.0, milliseconds(since) - 1));
        late.own.push_back(own_milliseconds() - own);
        since.restart();
        own = own_milliseconds();
    });
    std::size_t bundles = 0;
    QObject::connect(&look, &QTimer::timeout, [&] {
        const auto taken = feed.take_all();
        bundles += taken.bundles.size();
        std::vector<SharedBundle> later; // as if the session went on from `first`
        for (const auto& bundle : taken.bundles) {
            auto moved = std::make_shared<EventBundle>(*bundle);
            moved->step += first;
            moved->wall_time += static_cast<double>(first) * 0.05;
            moved->train_time += static_cast<double>(first) * 0.04;
            for (auto& event : moved->events)
                event.step += first;
            later.push_back(std::move(moved));
        }
        QElapsedTimer timer;
        timer.start();
        const double began = own_milliseconds();
        run.append(later, taken.dropped);
        append.own.push_back(own_milliseconds() - began);
        append.wall.push_back(milliseconds(timer));
    });
    since.start();
    whole.start();
    application.time(true);
    const double own_before = own_milliseconds();
    tick.start(1);
    look.start(between_looks);
    while (whole.elapsed() < lasts)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    application.time(false);
    const double used = (own_milliseconds() - own_before) / milliseconds(whole);
    RunCommand stop;
    stop.action = Action::stop;
    commands.push(stop);

    std::printf("A page beside a session that trains: %zu bundles in %.0f s, %zu dropped, "
                "load %.1f\n",
                bundles, static_cast<double>(lasts) / 1e3, run.dropped(), load());
    std::printf("The screen's thread used %.0f %% of a core\n", 100 * used);
    head("milliseconds");
    report("frame", frames.frames);
    report("taking in what the feed brings", append);
    report("event loop late", late);
    const auto over =
        std::count_if(late.own.begin(), late.own.end(), [](double one) { return one > 16; });
    std::printf("%lld of %zu turns kept the loop for more than 16 ms of its own time\n",
                static_cast<long long>(over), late.own.size());
    application.tell_shares();
}

} // namespace thaw::bench
