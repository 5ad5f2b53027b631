// The window with the real engine: what a user does, and what the run file says of it afterwards.
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/new_run_page.h"
#include "core/storage/storage.h"
#include "core/training/training.h"
#include "tests/app/program.h"
#include "tests/faults/small_disk.h"
#include "widgets/controls/run_controls.h"
#include "widgets/event_log.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/run_page.h"

#include <QAction>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QTimer>
#include <gmock/gmock.h>

namespace thaw {
namespace {

constexpr int patience = 60'000; // milliseconds, on a machine that is busy with other tests

// The quickstart in small: real pictures, few of them.
std::string config_text(int steps) {
    return fmt::format(R"(
[run]
name = "small"
threads = 1
[training]
steps = {}
batch_size = 32
[dataset]
id = "fashion_mnist"
train_examples = 2000
test_examples = 200
[[ood]]
shift = ["stripe", "fog"]
[network]
id = "lenet"
[optimiser]
id = "sgd"
learning_rate = 0.01
momentum = 0.9
[intervention]
id = "gradual_unfreezing"
interval = 100000
[[metrics]]
id = "train"
early_every = 1
every = 1
[[metrics]]
id = "evaluation"
early_every = 50
max_examples = 100
[[metrics]]
id = "fisher_trace"
early_every = 5
examples = 32
)",
                       steps);
}

class Window : public testing::Test {
  protected:
    Window() {
        QSettings().clear();
        window.set_folder(folder.path());
        window.resize(1400, 900);
        window.show();
    }
    ~Window() override {
        window.controller().ask_to_stop();
        EXPECT_TRUE(until([&] { return !window.controller().busy(); }));
    }

    template <class Condition>
    static bool until(const Condition& condition) {
        return QTest::qWaitFor(condition, patience);
    }
    void start(int steps) {
        const std::string text = config_text(steps);
        window.start(parse_config(text, "small.toml", vocabulary()), QString::fromStdString(text));
        ASSERT_TRUE(until([&] { return window.run_page() != nullptr; }))
            << window.message_bar()->text().toStdString();
    }
    RunPage& page() { return *window.run_page(); }
    ShownRun& run() { return *page().run(); }
    QAction* action(const char* name) {
        for (QAction* one : page().controls()->actions())
            if (one->objectName() == QLatin1String(name))
                return one;
        throw std::logic_error(std::string("no action ") + name);
    }
    void trigger(const char* name) {
        ASSERT_TRUE(until([&] { return action(name)->isEnabled(); })) << name;
        action(name)->trigger();
    }
    bool reaches(std::int64_t step) {
        return until([&] { return run().history().last_step() >= step; });
    }
    void finish() {
        ASSERT_TRUE(until([&] { return !window.controller().busy(); }));
    }
    RunRecord saved() { return read_run(window.controller().file()); }
    static const Event* find(const RunRecord& record, EventKind kind) {
        for (const auto& event : record.events)
            if (event.kind == kind)
                return &event;
        return nullptr;
    }

    test::Folder folder;
    MainWindow window{std::filesystem::path(THAW_SOURCE) / "resources/experiments"};
};

TEST_F(Window, TheQuickstartIsReadyToStart) {
    EXPECT_TRUE(window.new_run_page()->start_button()->isEnabled());
}

// Training waits for room; the window does not, and says so.
TEST_F(Window, StaysAliveWhileARunWaitsForRoom) {
    const test::SmallDisk disk(folder / "disk", 32768);
    if (!disk.mounted())
        GTEST_SKIP() << disk.why_not();
    window.set_folder(disk / "runs");
    start(100'000);
    ASSERT_TRUE(reaches(20));
    const auto says = [&](const char* words) {
        return until([&] {
            if (QLatin1String(words) == QLatin1String("training waits"))
                disk.fill_up_to(0); // again: a checkpoint that is dropped makes room
            return window.message_bar()->text().contains(QLatin1String(words));
        });
    };
    ASSERT_TRUE(says("training waits")) << window.message_bar()->text().toStdString();
    int ticks = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] { ++ticks; });
    timer.start(10);
    QTest::qWait(500);
    EXPECT_GT(ticks, 20);
    EXPECT_TRUE(window.controller().busy());
    disk.make_room();
    ASSERT_TRUE(says("training continues")) << window.message_bar()->text().toStdString();
    const auto step = run().history().last_step();
    EXPECT_TRUE(reaches(step + 20));
    trigger("stop");
    finish();
    EXPECT_EQ(saved().status.state, RunState::stopped);
    EXPECT_TRUE(verify_run(window.controller().file()).empty());
}

TEST_F(Window, ReleaseAllIsInTheFileAtItsStep) {
    start(100'000);
    ASSERT_TRUE(reaches(20));
    trigger("release_all");
    ASSERT_TRUE(until([&] { return find(run().history().record(), EventKind::released_all); }));
    trigger("stop");
    finish();
    const RunRecord record = saved();
    const Event* event = find(record, EventKind::released_all);
    ASSERT_NE(event, nullptr);
    EXPECT_EQ(event->actor, Actor::user);
    EXPECT_GE(event->step, 20);
    EXPECT_EQ(stop_step(record.events), event->step);
    EXPECT_EQ(record.status.state, RunState::stopped);
    EXPECT_EQ(run().mode(), RunMode::saved);
}

TEST_F(Window, ADraggedThresholdFiresAtTheRecordedStep) {
    start(100'000);
    ASSERT_TRUE(reaches(30));
    trigger("pause");
    ASSERT_TRUE(until([&] { return run().paused(); }));
    Table settings;
    settings.set("name", std::string("mine"));
    settings.set("metric", std::string("fisher_trace"));
    settings.set("direction", std::string("above"));
    settings.set("value", 0.0); // the trace is positive: fires at its next reading
    settings.set("action", std::string("release_all"));
    CurvePlot* plot = nullptr;
    for (CurvePlot* one : page().plots())
        if (one->spec().series.front().name == "fisher_trace")
            plot = one;
    ASSERT_NE(plot, nullptr);
    Q_EMIT plot->rule_changed(make_rule("threshold", settings)); // as a line that was dropped
    ASSERT_TRUE(until([&] { return run().rules().size() == 1; }));
    trigger("pause"); // goes on
    ASSERT_TRUE(until([&] { return run().rules().front().fired_step >= 0; }));
    trigger("stop");
    finish();
    const RunRecord record = saved();
    const Event *set = find(record, EventKind::rule_set),
                *fired = find(record, EventKind::trigger_fired),
                *released = find(record, EventKind::released_all);
    ASSERT_TRUE(set && fired && released);
    EXPECT_EQ(fired->step % 5, 0); // where tr(F) is read
    EXPECT_GT(fired->step, set->step);
    EXPECT_EQ(released->step, fired->step);
    EXPECT_EQ(fired->details.text("trigger"), "mine");
    EXPECT_GT(fired->details.real("value"), 0);
}

TEST_F(Window, PauseStepOnceGoOn) {
    start(100'000);
    ASSERT_TRUE(reaches(10));
    trigger("pause");
    ASSERT_TRUE(until([&] { return run().paused(); }));
    const auto step = run().history().last_step();
    trigger("step_once");
    ASSERT_TRUE(until([&] { return run().history().last_step() == step + 1 && run().paused(); }));
    QTest::qWait(300); // it really waits
    EXPECT_EQ(run().history().last_step(), step + 1);
    trigger("pause");
    EXPECT_TRUE(reaches(step + 5));
}

TEST_F(Window, ClosedInTheMiddleTheRunIsSealedAndGoesOnLater) {
    constexpr int steps = 400; // more than pass while the question is answered
    start(steps);
    ASSERT_TRUE(reaches(10));
    window.close(); // asks
    auto* stop = QTest::qWaitFor([] { return QApplication::activeModalWidget() != nullptr; })
                     ? QApplication::activeModalWidget()->findChild<QPushButton*>()
                     : nullptr;
    ASSERT_NE(stop, nullptr);
    for (QPushButton* button : QApplication::activeModalWidget()->findChildren<QPushButton*>())
        if (button->text().contains(QStringLiteral("Stop")))
            stop = button;
    QTest::mouseClick(stop, Qt::LeftButton);
    ASSERT_TRUE(until([&] { return !window.isVisible(); }));
    const RunRecord record = saved();
    EXPECT_EQ(record.status.state, RunState::stopped);
    EXPECT_FALSE(record.checkpoints.empty());
    const auto file = window.controller().file();

    MainWindow later{std::filesystem::path(THAW_SOURCE) / "resources/experiments"};
    later.show();
    later.open(file);
    ASSERT_TRUE(until([&] { return later.run_page() != nullptr; }));
    Q_EMIT later.run_page()->resume_asked();
    ASSERT_TRUE(until([&] { return later.controller().run() != nullptr; }));
    ASSERT_TRUE(until([&] { return !later.controller().busy(); }));
    EXPECT_EQ(read_run(file).status.state, RunState::finished);
    EXPECT_EQ(read_run(file).status.last_step, steps);
}

TEST_F(Window, FollowsARunThatAnotherProcessWrites) {
    const auto config = folder.write("small.toml", config_text(400));
    test::Process other(
        folder, {THAW_PROGRAM, "run", "-q", config.string(), "--out", folder.path().string()});
    std::filesystem::path file;
    EXPECT_TRUE(until([&] {
        for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
            if (entry.path().string().ends_with(".thaw.h5"))
                file = entry.path();
        return !file.empty();
    }));
    window.open(file);
    EXPECT_TRUE(until([&] { return window.run_page() != nullptr; }))
        << window.message_bar()->text().toStdString();
    if (window.run_page() != nullptr) {
        EXPECT_EQ(run().mode(), RunMode::followed);
        EXPECT_FALSE(action("release_all")->isEnabled()); // watched, not steered
        const auto before = run().history().last_step();
        EXPECT_TRUE(until([&] { return run().history().last_step() > before; }));
        EXPECT_TRUE(until([&] { return run().mode() == RunMode::saved; }));
        EXPECT_EQ(run().history().last_step(), 400);
    }
    EXPECT_EQ(other.wait(), 0) << other.error();
}

TEST_F(Window, WhatCannotBeOpenedIsSaid) {
    window.open(folder.path() / "nothing.thaw.h5");
    EXPECT_TRUE(until([&] { return !window.message_bar()->text().isEmpty(); }));
    EXPECT_THAT(window.message_bar()->text().toStdString(), testing::HasSubstr("nothing.thaw.h5"));
}

} // namespace
} // namespace thaw
