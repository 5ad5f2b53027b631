// What a shown run costs in memory: a million steps of 20 series, brought to a whole page as the
// live feed brings them. Columns must grow (they are the run); everything else must not. Read the
// slope of the rest: near 0 bytes a step, nothing is kept that should not be. A leak of one small
// object a batch of 40 steps would show as 1 to 3 bytes a step.
#include "tests/bench/bench_memory.h"
#include "core/run/live_feed.h"
#include "tests/bench/bench_run.h"
#include "tests/bench/bench_times.h"
#include "widgets/run_page.h"

#include <QApplication>
#include <QEventLoop>
#include <atomic>
#include <chrono>
#include <malloc.h>
#include <thread>

namespace thaw::bench {
namespace {

constexpr std::int64_t steps = 1'000'000;
constexpr std::int64_t batch = 40; // bundles that a look at the feed finds
constexpr std::int64_t seen = 10;  // batches to one turn of the event loop, to be done in a minute
constexpr double mib = 1024.0 * 1024.0;

class Shown {
  public:
    Shown()
        : begin_(resident()), run_(full_record(steps), test::example_config(), RunMode::live),
          page_(&run_, "memory.h5") {
        page_.resize(1400, 900);
        page_.show();
        QApplication::processEvents();
        std::printf("%12s %14s %14s %14s %10s\n", "step", "resident, MiB", "columns, MiB",
                    "rest, MiB", "cpu, s");
        tell();
    }
    ShownRun& run() { return run_; }

    void tell() {
        const double columns = held_by_columns(run_.history());
        const double rest = resident() - begin_ - columns;
        const auto at = static_cast<double>(run_.history().last_step());
        points_.emplace_back(at, rest);
        std::printf("%12.0f %14.1f %14.1f %14.1f %10.1f\n", at, resident() / mib, columns / mib,
                    rest / mib, own_milliseconds() / 1e3);
        std::fflush(stdout);
    }
    // Without the beginning, in which caches and fonts are filled once. The axis keeps 16 bytes a
    // batch: 0.4 a step.
    void tell_slope() const {
        const std::vector<std::pair<double, double>> later(points_.begin() + 1, points_.end());
        const double grows = slope(later);
        std::printf("the rest grows by %.2f bytes a step: %s\n\n", grows,
                    std::abs(grows) < 1 ? "flat" : "NOT flat");
    }

    // Few looks, and a feed that was as full at the first as it ever is (8192 bundles, about
    // 10 MiB): at the end, when it is empty, no more than that may have come. All the bundles that
    // were dropped would be a thousand MiB.
    void tell_bound() const {
        const double grown = (points_.back().second - points_[1].second) / mib;
        std::printf("the rest grew by %.1f MiB since the first look: %s\n", grown,
                    grown < 10 ? "bounded" : "NOT bounded");
    }

  private:
    double begin_;
    ShownRun run_;
    RunPage page_;
    std::vector<std::pair<double, double>> points_;
};

void in_time() {
    std::printf("Every bundle is shown, %lld at a time (load %.1f)\n",
                static_cast<long long>(batch), load());
    Shown shown;
    std::vector<SharedBundle> bundles;
    for (std::int64_t step = 0; step <= steps; ++step) {
        bundles.push_back(full_bundle(shown.run().plan(), step));
        if (bundles.size() < batch && step < steps)
            continue;
        shown.run().append(bundles);
        bundles.clear();
        if (step / batch % seen == 0)
            QApplication::processEvents();
        if (step / 100'000 != (step - batch) / 100'000)
            shown.tell();
    }
    shown.tell_slope();
}

// The feed is filled as fast as it can be and looked at every 200 ms: most readings are dropped,
// and what waits stays bounded.
void slow_reader() {
    std::printf("The reader is slow (load %.1f)\n", load());
    Shown shown;
    LiveFeed feed;
    const Plan plan = shown.run().plan();
    std::atomic<std::int64_t> pushed = -1;
    std::thread session([&] {
        for (std::int64_t step = 0; step <= steps; ++step) {
            feed.push(full_bundle(plan, step));
            pushed = step;
        }
    });
    std::size_t taken_in = 0;
    for (std::int64_t told = -1; shown.run().history().last_step() < steps;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        const auto taken = feed.take_all();
        taken_in += taken.bundles.size();
        shown.run().append(taken.bundles, taken.dropped);
        QApplication::processEvents();
        if (shown.run().history().last_step() / 100'000 != told) {
            told = shown.run().history().last_step() / 100'000;
            shown.tell();
        }
    }
    session.join();
    malloc_trim(0);
    shown.tell();
    shown.tell_bound();
    std::printf("%lld bundles given, %zu shown, %zu dropped: %s; %zu events shown\n\n",
                static_cast<long long>(pushed + 1), taken_in, shown.run().dropped(),
                static_cast<std::int64_t>(taken_in + shown.run().dropped()) == pushed + 1
                    ? "all accounted for"
                    : "SOME ARE LOST",
                shown.run().history().events().size());
}

} // namespace
} // namespace thaw::bench

int main(int count, char** arguments) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(count, arguments);
    thaw::bench::in_time();
    malloc_trim(0); // what the first run has given back is not the second one's
    thaw::bench::slow_reader();
    return 0;
}
