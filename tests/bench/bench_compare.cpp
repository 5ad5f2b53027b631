// How long a comparison takes: 100 runs of 100,000 steps from records in memory to the first
// picture, a pan over them, and a rule replayed over 200 runs. "bench_compare" alone does all.
#include "core/compare/replay.h"
#include "tests/bench/bench_times.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/curves_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <cmath>
#include <cstdio>
#include <random>

namespace thaw {
namespace {

constexpr std::int64_t steps = 100'000;
constexpr int pans = 200;

// A loss read at every step, tr(F) every ten, accuracies every 1,000.
SharedRun long_run(int number, std::int64_t stop) {
    RunRecord record;
    record.header.name = "bench";
    record.header.config =
        fmt::format("[run]\nseed = {}\n[training]\nsteps = {}\n", number % 25, steps);
    record.header.plan.steps = steps;
    std::mt19937 random(static_cast<unsigned>(number));
    std::normal_distribution<double> normal;
    const auto add = [&](const char* name, std::int64_t every) {
        MetricInfo info{name, name, {every, steps, every}, {}, {{.name = name, .headline = true}}};
        MetricColumns columns;
        columns.series.resize(1);
        for (std::int64_t step = 0; step <= steps; step += every) {
            const auto x = static_cast<double>(step);
            columns.step.push_back(step);
            columns.examples.push_back(step * 128);
            columns.epoch.push_back(x / 469);
            columns.wall_time.push_back(x * 0.05);
            columns.train_time.push_back(x * 0.04);
            columns.seconds.push_back(0);
            columns.series[0].value.push_back(2 / (1 + x / 5000) + 0.002 * number +
                                              0.05 * normal(random));
            columns.series[0].standard_error.push_back(0);
            columns.series[0].count.push_back(128);
        }
        record.header.plan.metrics.push_back(info);
        record.metrics.push_back(std::move(columns));
    };
    add("loss", 1);
    add("fisher_trace", 10);
    add("accuracy.id_test", 1000);
    add("accuracy.ood_mean", 1000);
    SplitInfo split;
    split.name = "id_test";
    split.role = SplitRole::id;
    record.header.plan.splits = {split};
    Event event;
    event.kind = EventKind::released_all;
    event.step = stop;
    record.events = {event};
    record.status.last_step = steps;
    return compared_run(fmt::format("bench-{}.thaw.h5", number), std::move(record));
}

ComparedRuns long_runs(int count) {
    ComparedRuns runs;
    for (int i = 0; i < count; ++i)
        runs.push_back(long_run(i, 1000 * (1 + i / 25)));
    return runs;
}

void wait_for_curves(const CurvesPanel& panel) {
    while (panel.busy())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
}

void draw(ComparePage& page) {
    page.curves()->plots().front()->draw_now();
    page.curves()->plots().front()->repaint();
    page.curves()->plots().front()->view()->viewport()->repaint();
}

void overlay(const ComparedRuns& runs, const char* lines) {
    QElapsedTimer timer;
    timer.start();
    ComparePage page(runs);
    page.resize(1280, 760);
    page.curves()->choose(QStringLiteral("series"), QStringLiteral("loss"));
    page.curves()->choose(QStringLiteral("lines"), QString::fromLatin1(lines));
    page.show();
    wait_for_curves(*page.curves());
    draw(page);
    std::printf("%zu runs of %lld steps, %s: first picture after %.0f ms\n", runs.size(),
                static_cast<long long>(steps), lines, bench::milliseconds(timer));
    bench::Times times;
    auto* x = page.curves()->findChild<PlaneAxis*>();
    for (const double width : {0.3, 1.0}) {
        times = {};
        for (int i = 0; i < pans; ++i) {
            QElapsedTimer frame;
            frame.start();
            const double own = bench::own_milliseconds();
            const double from = steps * (1 - width) * 0.5 * (1 + std::sin(i * 0.1)) + i;
            x->show(from, from + steps * width);
            draw(page);
            times.wall.push_back(bench::milliseconds(frame));
            times.own.push_back(bench::own_milliseconds() - own);
        }
        bench::report(fmt::format("pan, {} % of the steps in view", width * 100).c_str(), times);
    }
}

void replays() {
    const ComparedRuns runs = long_runs(200);
    for (const char* text : {"id=stabilisation,metric=fisher_trace,tau=8,epsilon=0.0001",
                             "id=threshold,metric=loss,value=-100", "id=at_step,step=99999"}) {
        QElapsedTimer timer;
        timer.start();
        const Replay all =
            replay(runs, rule_from_text(text), "accuracy.id_test", "accuracy.ood_mean", {});
        std::printf("replayed over %zu runs of %lld steps: %.0f ms, fires in %zu (%s)\n",
                    runs.size(), static_cast<long long>(steps), bench::milliseconds(timer),
                    all.fired, text);
    }
}

} // namespace
} // namespace thaw

int main(int count, char** arguments) {
    const QApplication application(count, arguments);
    std::printf("load %.1f\n", thaw::bench::load());
    {
        const auto runs = thaw::long_runs(100);
        thaw::bench::head("");
        thaw::overlay(runs, "run");
        thaw::overlay(runs, "mean");
    }
    thaw::replays();
    return 0;
}
