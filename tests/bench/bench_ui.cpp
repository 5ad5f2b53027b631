// How long a plot's frames take with eight curves of a million readings, and how long the event
// loop stands still meanwhile; alone, and while every core is busy as it is in training. Then the
// same of a whole page while a session trains (live_stalls.h). "bench_ui plot" and "bench_ui live"
// do one.
#include "core/run/thread_priority.h"
#include "tests/bench/bench_times.h"
#include "tests/bench/live_stalls.h"
#include "tests/widgets/example_run.h"
#include "widgets/plots/curve_plot.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QTimer>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <thread>

namespace thaw {
namespace {

constexpr std::size_t curves = 8;
constexpr std::int64_t points = 1'000'000;
constexpr int frames = 300;

using bench::head;
using bench::milliseconds;
using bench::own_milliseconds;
using bench::report;
using bench::Times;

RunRecord large_record() {
    RunRecord record;
    Plan& plan = record.header.plan;
    plan.steps = points;
    MetricInfo metric{"noise", "noise", {1, points, 1}, {}, {}};
    MetricColumns columns;
    std::mt19937 random(1);
    std::normal_distribution<double> normal;
    columns.series.resize(curves);
    for (std::int64_t row = 0; row < points; ++row) {
        columns.step.push_back(row);
        columns.examples.push_back(row);
        columns.epoch.push_back(static_cast<double>(row) / 469);
        columns.wall_time.push_back(static_cast<double>(row) * 0.05);
        columns.train_time.push_back(static_cast<double>(row) * 0.04);
        columns.seconds.push_back(0);
    }
    for (std::size_t s = 0; s < curves; ++s) {
        metric.series.push_back({"series." + std::to_string(s), "Series", "", "", s == 0});
        double level = static_cast<double>(s);
        for (std::int64_t row = 0; row < points; ++row) {
            level += 0.002 * normal(random);
            columns.series[s].value.push_back(level + 0.3 * normal(random));
            columns.series[s].standard_error.push_back(0.2);
            columns.series[s].count.push_back(100);
        }
    }
    plan.metrics = {metric};
    record.metrics = {columns};
    return record;
}

// One frame: worked out and drawn into an image, as the screen would have it.
Times measure(CurvePlot& plot, QImage& image, const std::function<void(int)>& change,
              bool anew = true) {
    Times times;
    for (int i = 0; i < frames; ++i) {
        QElapsedTimer timer;
        timer.start();
        const double before = own_milliseconds();
        change(i);
        if (anew)
            plot.draw_now();
        plot.render(&image);
        times.own.push_back(own_milliseconds() - before);
        times.wall.push_back(milliseconds(timer));
        QApplication::processEvents();
    }
    return times;
}

// How late a timer of one millisecond comes while the view is panned as a person does it, by
// events and the plot's own timer.
Times stalls(StepAxis& axis) {
    Times late;
    QElapsedTimer since, whole;
    QTimer tick, pan;
    tick.setTimerType(Qt::PreciseTimer);
    since.start();
    whole.start();
    QObject::connect(&tick, &QTimer::timeout, [&] {
        late.wall.push_back(std::max(0.0, milliseconds(since) - 1));
        since.restart();
    });
    int i = 0;
    QObject::connect(&pan, &QTimer::timeout, [&] {
        ++i;
        axis.set_range(100.0 * i, points / 2.0 + 100.0 * i);
    });
    tick.start(1);
    pan.start(8);
    while (whole.elapsed() < 4000)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return late;
}

void plot() {
    QElapsedTimer timer;
    RunRecord record = large_record();
    timer.start();
    ShownRun run(std::move(record), test::example_config(), RunMode::saved);
    std::printf("summaries of %zu x %lld readings with errors: %.0f ms\n", curves,
                static_cast<long long>(points), milliseconds(timer));
    StepAxis axis(run.plan());
    PlotSpec spec{.id = "noise", .title = QStringLiteral("Noise")};
    for (std::size_t s = 0; s < curves; ++s)
        spec.series.push_back({.name = "series." + std::to_string(s),
                               .label = QString::number(s),
                               .style = static_cast<int>(s)});
    CurvePlot plot(&run, &axis, spec);
    plot.resize(1000, 600);
    plot.show();
    QImage image(plot.size(), QImage::Format_ARGB32_Premultiplied);

    const auto all = [&] {
        axis.set_range(0, points);
        const auto pan = [&](int i) { axis.set_range(700.0 * i, points * 0.7 + 700.0 * i); };
        const auto zoom = [&](int i) {
            const double half = points / 2.0 * std::pow(0.985, i % 150);
            axis.set_range(points / 2.0 - half, points / 2.0 + half);
        };
        plot.set_bands(false);
        report("panning", measure(plot, image, pan));
        report("zooming", measure(plot, image, zoom));
        plot.set_bands(true);
        report("panning, standard errors", measure(plot, image, pan));
        report("zooming, standard errors", measure(plot, image, zoom));
        axis.set_range(0, points);
        plot.draw_now();
        report("cursor", measure(
                             plot, image, [&](int i) { axis.set_cursor(1000 * i); }, false));
        report("event loop late, panning", stalls(axis));
    };
    head("milliseconds, alone");
    all();
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    head("every core busy");
    std::atomic<bool> over = false;
    std::vector<std::thread> busy;
    for (unsigned i = 0; i < cores; ++i)
        busy.emplace_back([&over] {
            give_way_to_the_screen(); // as training does
            std::atomic<double> x = 1;
            while (!over)
                x = x * 1.0000001;
        });
    all();
    over = true;
    for (auto& thread : busy)
        thread.join();
}

} // namespace
} // namespace thaw

int main(int count, char** arguments) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    thaw::bench::TimedApplication application(count, arguments);
    const QString only = count > 1 ? QString::fromLocal8Bit(arguments[1]) : QString();
    if (only != QLatin1String("live"))
        thaw::plot();
    if (only != QLatin1String("plot"))
        thaw::bench::live_stalls(application);
    return 0;
}
