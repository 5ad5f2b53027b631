#include "tests/widgets/example_run.h"
#include "widgets/controls/consequence.h"
#include "widgets/controls/decision_button.h"
#include "widgets/controls/run_controls.h"
#include "widgets/controls/shortcuts_page.h"

#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTest>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;

RunConfig config_with(const std::string& intervention) {
    return parse_config(test::good_config, "a.toml", test::small_vocabulary(),
                        {"intervention={id=\"gradual_unfreezing\", " + intervention + "}"});
}

struct Desk {
    explicit Desk(RunMode mode = RunMode::live, const RunConfig& config = test::example_config())
        : run(test::example_record(), config, mode) {
        QObject::connect(&controls, &RunControls::asked, &controls,
                         [this](const RunCommand& command) { asked.push_back(command); });
        controls.set_run(&run);
        controls.show();
    }

    DecisionButton* button(const char* name) {
        return controls.findChild<DecisionButton*>(QLatin1String(name));
    }
    void click(const char* name) { QTest::mouseClick(button(name), Qt::LeftButton); }
    // An event that answers the command with this number.
    void answer(EventKind kind, std::int64_t number, std::int64_t step = 10,
                const Table& details = {}) {
        auto bundle = std::make_shared<EventBundle>(*test::event_at(step, kind));
        bundle->events[0].command = number;
        bundle->events[0].actor = Actor::user;
        bundle->events[0].details = details;
        run.append({bundle});
    }

    ShownRun run;
    RunControls controls;
    std::vector<RunCommand> asked;
};

TEST(RunControls, ReleaseAllIsAskedOnceAndSettledByItsEvent) {
    Desk desk;
    desk.click("release_all");
    ASSERT_EQ(desk.asked.size(), 1U);
    EXPECT_EQ(desk.asked[0].action, Action::release_all);
    EXPECT_FALSE(desk.button("release_all")->is_asked()); // nobody has taken it yet
    desk.controls.show_asked(desk.asked[0], 7);
    EXPECT_TRUE(desk.button("release_all")->is_asked());
    desk.click("release_all");
    desk.controls.actions().last()->trigger(); // neither by its shortcut
    EXPECT_EQ(desk.asked.size(), 1U);

    desk.answer(EventKind::released_all, 6); // somebody else's
    EXPECT_TRUE(desk.button("release_all")->is_asked());
    desk.answer(EventKind::released_all, 7);
    EXPECT_FALSE(desk.button("release_all")->is_asked());
}

TEST(RunControls, ARefusalIsToldWithItsReason) {
    Desk desk;
    desk.controls.show_asked({.action = Action::hold}, 3);
    Table details;
    details.set("action", std::string("hold"));
    details.set("reason", std::string("no block is frozen"));
    desk.answer(EventKind::refused, 3, 10, details);
    EXPECT_FALSE(desk.button("hold")->is_asked());
    const auto* refusal = desk.controls.findChild<QLabel*>(QStringLiteral("refusal"));
    EXPECT_TRUE(refusal->isVisible());
    EXPECT_TRUE(refusal->text().contains(QStringLiteral("no block is frozen")));
    desk.controls.show_asked({.action = Action::hold}, 4);
    EXPECT_FALSE(refusal->isVisible());
}

TEST(RunControls, TheFirstButtonFollowsTheRun) {
    Desk desk;
    EXPECT_EQ(desk.button("pause")->text(), "Pause");
    EXPECT_FALSE(desk.button("step_once")->isEnabled());
    desk.click("pause");
    EXPECT_EQ(desk.button("pause")->text(), "Pause"); // a click alone changes nothing
    desk.answer(EventKind::paused, 1);
    EXPECT_EQ(desk.button("pause")->text(), "Go on");
    EXPECT_TRUE(desk.button("step_once")->isEnabled());
    desk.click("pause");
    desk.click("step_once");
    ASSERT_EQ(desk.asked.size(), 3U);
    EXPECT_EQ(desk.asked[0].action, Action::pause);
    EXPECT_EQ(desk.asked[1].action, Action::go_on);
    EXPECT_EQ(desk.asked[2].action, Action::step_once);
}

TEST(RunControls, ASavedRunIsResumedOrFollowedByANewOne) {
    Desk desk(RunMode::saved);
    QSignalSpy resume(&desk.controls, &RunControls::resume_asked);
    QSignalSpy start(&desk.controls, &RunControls::start_asked);
    EXPECT_EQ(desk.button("pause")->text(), "Resume");
    desk.click("pause");
    EXPECT_EQ(resume.count(), 1);
    desk.run.append({test::event_at(1000, EventKind::ended)});
    EXPECT_EQ(desk.button("pause")->text(), "Start");
    desk.click("pause");
    EXPECT_EQ(start.count(), 1);
    for (const char* name : {"stop", "checkpoint", "release_next", "hold", "release_all"})
        EXPECT_FALSE(desk.button(name)->isEnabled()) << name;
    EXPECT_TRUE(desk.asked.empty());
}

TEST(RunControls, AFollowedRunIsLookedAtOnly) {
    Desk desk(RunMode::followed);
    for (const QAction* action : desk.controls.actions())
        EXPECT_FALSE(action->isEnabled()) << action->text().toStdString();
}

TEST(RunControls, OutlivesItsRun) {
    RunControls controls;
    {
        ShownRun run(test::example_record(), test::example_config(), RunMode::live);
        controls.set_run(&run);
    }
    EXPECT_EQ(controls.findChild<DecisionButton*>(QStringLiteral("pause"))->text(), "Start");
    EXPECT_FALSE(controls.findChild<DecisionButton*>(QStringLiteral("release_all"))->isEnabled());
}

TEST(RunControls, TheSessionsEndAnswersAStop) {
    Desk desk;
    desk.controls.show_asked({.action = Action::stop}, 5);
    EXPECT_TRUE(desk.button("stop")->is_asked());
    desk.answer(EventKind::ended, 0);
    EXPECT_FALSE(desk.button("stop")->is_asked());
}

// A window of controls that has the keyboard.
struct ControlsWindow {
    explicit ControlsWindow(ShownRun* run) : controls(new RunControls) {
        controls->set_run(run);
        window.setCentralWidget(controls);
        window.addActions(controls->actions());
        window.show();
        window.activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&window));
        window.setFocus();
    }
    QMainWindow window;
    RunControls* controls; // the window's
};

TEST(RunControls, ShortcutsWorkSpacePausesEverywhereAndEnterPressesWhatHasTheFocus) {
    ShownRun run(test::example_record(), test::example_config(), RunMode::live);
    std::vector<Action> asked;
    ControlsWindow shown(&run);
    auto& [window, controls] = shown;
    QObject::connect(controls, &RunControls::asked, controls,
                     [&](const RunCommand& command) { asked.push_back(command.action); });
    QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
    QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClick(&window, Qt::Key_H, Qt::ControlModifier);
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    QTest::keyClick(&window, Qt::Key_Period, Qt::ControlModifier);
    QTest::keyClick(&window, Qt::Key_Space);
    auto* hold = controls->findChild<DecisionButton*>(QStringLiteral("hold"));
    hold->setFocus();
    QTest::keyClick(hold, Qt::Key_Space);
    QTest::keyClick(hold, Qt::Key_Return);
    EXPECT_THAT(asked, ElementsAre(Action::release_next, Action::release_all, Action::hold,
                                   Action::checkpoint, Action::stop, Action::pause, Action::pause,
                                   Action::hold));
    // After a rate was set by Enter, the page has the keyboard again.
    auto* rate = controls->findChild<QLineEdit*>(QStringLiteral("learning_rate"));
    rate->setFocus();
    rate->selectAll();
    QTest::keyClicks(rate, QStringLiteral("0.02"));
    QTest::keyClick(rate, Qt::Key_Return);
    asked.clear();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    EXPECT_THAT(asked, ElementsAre(Action::pause));
}

TEST(RunControls, SpaceLeavesASavedRunAlone) {
    RunRecord record = test::example_record();
    record.status.state = RunState::stopped;
    ShownRun run(record, test::example_config(), RunMode::saved);
    ControlsWindow shown(&run);
    auto& [window, controls] = shown;
    QSignalSpy resumed(controls, &RunControls::resume_asked);
    QTest::keyClick(&window, Qt::Key_Space);
    EXPECT_EQ(resumed.count(), 0);
    auto* resume = controls->findChild<DecisionButton*>(QStringLiteral("pause"));
    QTest::mouseClick(resume, Qt::LeftButton); // which it is here
    EXPECT_EQ(resumed.count(), 1);
}

TEST(RunControls, TheLearningRateIsSetByKeyboard) {
    Desk desk;
    auto* field = desk.controls.findChild<QLineEdit*>(QStringLiteral("learning_rate"));
    EXPECT_EQ(field->text(), "0.5");
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("-1"));
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_TRUE(desk.asked.empty());
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("0.05"));
    desk.run.append({test::bundle_at(10, 1)}); // the run goes on while one types
    EXPECT_EQ(field->text(), "0.05");
    QTest::keyClick(field, Qt::Key_Return);
    ASSERT_EQ(desk.asked.size(), 1U);
    EXPECT_EQ(desk.asked[0].action, Action::set_learning_rate);
    EXPECT_DOUBLE_EQ(desk.asked[0].learning_rate, 0.05);
    desk.controls.show_asked(desk.asked[0], 9);
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(desk.asked.size(), 1U);
    Table details;
    details.set("learning_rate", 0.05);
    desk.answer(EventKind::learning_rate_set, 9, 20, details);
    EXPECT_EQ(field->text(), "0.05");
    EXPECT_FALSE(desk.controls.findChild<QPushButton*>(QStringLiteral("set_learning_rate"))
                     ->isEnabled()); // it stands already
}

TEST(Consequences, AreSaidBeforeTheClick) {
    Desk desk;
    desk.run.append({test::bundle_at(411, 1)});
    EXPECT_EQ(desk.button("release_next")->consequence(), "releases layer2 at step 412");
    EXPECT_EQ(desk.button("hold")->consequence(), "3 blocks stay frozen");
    EXPECT_EQ(desk.button("release_all")->consequence(),
              "ends unfreezing: every block trains from step 412 on");
    desk.run.append({test::event_at(411, EventKind::released, "layer2"),
                     test::event_at(411, EventKind::released, "layer1"),
                     test::event_at(411, EventKind::paused)});
    EXPECT_EQ(desk.button("release_next")->consequence(), "releases stem at step 411");
    EXPECT_EQ(desk.button("hold")->consequence(), "1 block stays frozen");
    desk.run.append({test::event_at(411, EventKind::held)});
    EXPECT_EQ(desk.button("hold")->consequence(), "held since step 411");
    EXPECT_FALSE(desk.button("hold")->isEnabled());
    EXPECT_TRUE(desk.button("release_next")->isEnabled());
    desk.run.append({test::event_at(411, EventKind::released, "stem")});
    EXPECT_FALSE(desk.button("release_next")->isEnabled());
    EXPECT_FALSE(desk.button("release_all")->isEnabled());
    EXPECT_EQ(consequences(desk.run).situation, "Every block has been trainable since step 411");
}

TEST(Consequences, FollowTheOrderOfRelease) {
    const auto next = [](const std::string& order) {
        const ShownRun run(test::example_record(), config_with("order=\"" + order + "\""),
                           RunMode::live);
        return consequences(run).release_next.toStdString();
    };
    EXPECT_EQ(next("bottom_up"), "releases stem at step 1");
    EXPECT_EQ(next("lp_ft"), "releases all 3 frozen blocks at step 1");
    EXPECT_EQ(next("fisher"), "releases the frozen block that scores highest at step 1");
}

TEST(Consequences, ARunWithoutUnfreezingOffersNone) {
    const ShownRun run(test::example_record(),
                       parse_config(test::good_config, "a.toml", test::small_vocabulary(),
                                    {"intervention={id=\"none\"}"}),
                       RunMode::live);
    EXPECT_FALSE(consequences(run).may_release);
    EXPECT_FALSE(consequences(run).may_hold);
    EXPECT_EQ(consequences(run).situation, "This run's intervention has no blocks to release");
}

// What is seen of a shortcuts page: "Run: Pause = Space".
std::vector<std::string> seen_rows(const ShortcutsPage& page) {
    std::vector<std::string> rows;
    const auto* list = page.findChild<QTreeWidget*>();
    for (int g = 0; g < list->topLevelItemCount(); ++g)
        for (int r = 0; r < list->topLevelItem(g)->childCount(); ++r) {
            const QTreeWidgetItem *group = list->topLevelItem(g), *row = group->child(r);
            if (!group->isHidden() && !row->isHidden())
                rows.push_back(
                    (group->text(0) + ": " + row->text(0) + " = " + row->text(1)).toStdString());
        }
    return rows;
}

TEST(ShortcutsPage, ListsMenusOtherActionsAndTheMouseAndIsSearched) {
    QMainWindow window;
    QMenu* menu = window.menuBar()->addMenu(QStringLiteral("&Run"));
    menu->addAction(QStringLiteral("&Pause"))->setShortcut(Qt::Key_Space);
    menu->addSeparator();
    menu->addMenu(QStringLiteral("&Export"))->addAction(QStringLiteral("CSV(&C)"));
    auto* other = new QAction(QStringLiteral("Undo zoom"), &window);
    other->setShortcut(Qt::CTRL | Qt::Key_Z);
    window.addAction(other);
    ShortcutsPage page(&window, {{QStringLiteral("Plots"),
                                  {{QStringLiteral("Drag"), QStringLiteral("Zoom in")}}}});
    EXPECT_THAT(seen_rows(page), ElementsAre("Run: Pause = Space",
                                             "Run: Export › CSV = ", "Window: Undo zoom = Ctrl+Z",
                                             "Plots: Zoom in = Drag"));
    auto* search = page.findChild<QLineEdit*>();
    QTest::keyClicks(search, QStringLiteral("zoom ctrl"));
    EXPECT_THAT(seen_rows(page), ElementsAre("Window: Undo zoom = Ctrl+Z"));
    search->clear();
    EXPECT_EQ(seen_rows(page).size(), 4U);
}

} // namespace
} // namespace thaw
