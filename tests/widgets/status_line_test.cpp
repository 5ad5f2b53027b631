#include "widgets/controls/status_line.h"

#include "tests/widgets/example_run.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

struct Shown {
    explicit Shown(RunMode mode = RunMode::live)
        : run(test::example_record(), test::example_config(), mode) {
        line.set_run(&run);
        line.resize(1200, 26);
        line.show();
    }
    QLabel* label(const char* name) { return line.findChild<QLabel*>(QLatin1String(name)); }
    std::string text(const char* name) {
        return label(name)->isVisible() ? label(name)->text().toStdString() : std::string();
    }
    void train(std::int64_t from, std::int64_t to) {
        for (std::int64_t step = from; step <= to; step += 10)
            run.append({test::bundle_at(step, 1)});
    }

    ShownRun run;
    StatusLine line;
};

TEST(StatusLine, TellsHowFarAndHowFast) {
    Shown shown;
    shown.train(10, 400);
    EXPECT_EQ(shown.text("state"), "running");
    EXPECT_EQ(shown.text("step"), "step 400 of 1,000");
    EXPECT_EQ(shown.text("epoch"), "epoch 0.85");
    EXPECT_EQ(shown.text("pace"), "20 steps per second"); // 0.05 s a step
    EXPECT_EQ(shown.text("left"), "0:30 left");
    EXPECT_EQ(shown.text("dropped"), "");
}

TEST(StatusLine, TellsTheState) {
    Shown live, saved(RunMode::saved), followed(RunMode::followed);
    live.train(10, 100);
    live.run.append({test::event_at(100, EventKind::paused)});
    EXPECT_EQ(live.text("state"), "paused");
    EXPECT_EQ(live.text("pace"), "");
    EXPECT_EQ(live.text("left"), "");
    live.run.append({test::event_at(100, EventKind::went_on)});
    EXPECT_EQ(live.text("state"), "running");
    EXPECT_EQ(saved.text("state"),
              "interrupted at step 0"); // its file says running, and nobody writes it
    RunStatus status;
    status.state = RunState::finished;
    saved.run.set_status(status);
    EXPECT_EQ(saved.text("state"), "finished");
    EXPECT_EQ(followed.text("state"), "followed from another process");
    saved.run.append({test::event_at(70, EventKind::diverged)});
    saved.run.set_status(status);
    EXPECT_EQ(saved.text("state"), "finished, diverged at step 70");
}

TEST(StatusLine, CountsWhatTheScreenMissed) {
    Shown shown;
    shown.run.append({test::bundle_at(10, 1)}, 3);
    EXPECT_EQ(shown.text("dropped"), "readings of 3 steps not drawn");
}

TEST(StatusLine, ANarrowWindowLeavesOutWhatMattersLess) {
    Shown shown;
    shown.train(10, 400);
    shown.line.resize(320, 26);
    EXPECT_EQ(shown.text("state"), "running");
    EXPECT_EQ(shown.text("step"), "step 400 of 1,000");
    EXPECT_EQ(shown.text("epoch"), "");
    shown.line.resize(1200, 26);
    EXPECT_EQ(shown.text("epoch"), "epoch 0.85");
}

TEST(StatusLine, OutlivesItsRun) {
    StatusLine line;
    {
        ShownRun run(test::example_record(), test::example_config(), RunMode::live);
        line.set_run(&run);
    }
    EXPECT_EQ(line.findChild<QLabel*>(QStringLiteral("state"))->text(), "no run");
}

TEST(Pace, IsThatOfTheLastTwoSeconds) {
    Pace pace;
    EXPECT_EQ(pace.steps_per_second(), 0);
    for (int i = 0; i <= 100; ++i)
        pace.see(0.1 * i, i); // 10 a second
    EXPECT_NEAR(pace.steps_per_second(), 10, 1e-9);
    for (int i = 1; i <= 30; ++i)
        pace.see(10 + 0.1 * i, 100 + 5 * i); // 50 a second, for three
    EXPECT_NEAR(pace.steps_per_second(), 50, 1e-9);
}

TEST(TimeSum, SumsEachRowOnce) {
    ShownRun run(test::example_record(), test::example_config(), RunMode::live);
    TimeSum sum;
    EXPECT_EQ(sum.split(run.history()).whole(), 0);
    for (std::int64_t step = 10; step <= 1000; step += 10) {
        run.append({test::bundle_at(step, 1)}); // 0.05 s a step, 0.04 in updates, 0.02 a reading
        sum.split(run.history());
    }
    const TimeSplit split = sum.split(run.history());
    EXPECT_NEAR(split.train, 40, 1e-9);
    ASSERT_EQ(split.metrics.size(), 2U);
    EXPECT_NEAR(split.metrics[0], 2, 1e-9);
    EXPECT_EQ(split.metrics[1], 0);
    EXPECT_NEAR(split.rest, 8, 1e-9);
    EXPECT_NEAR(split.whole(), 50, 1e-9);
}

TEST(TimeSplitBar, HasTheNumbersInItsToolTip) {
    TimeSplitBar bar;
    bar.show_split({40, {2, 0}, 8}, test::example_plan());
    for (const char* part : {"training", "80.0%", "0:40", "fisher_trace", "4.0%", "16.0%"})
        EXPECT_TRUE(bar.toolTip().contains(QLatin1String(part))) << part;
}

} // namespace
} // namespace thaw
