#include "widgets/run_page.h"

#include "tests/widgets/example_run.h"
#include "widgets/controls/decision_button.h"
#include "widgets/controls/rules_panel.h"
#include "widgets/controls/run_controls.h"
#include "widgets/event_log.h"
#include "widgets/freeze_strip.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/plots/plot_view.h"

#include <QApplication>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QListView>
#include <QMainWindow>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>

namespace thaw {
namespace {

class RunPageTest : public testing::Test {
  protected:
    RunPageTest() {
        run->append({test::bundle_at(10, 2.5), test::event_at(10, EventKind::released, "layer2")});
    }
    std::unique_ptr<ShownRun> run =
        std::make_unique<ShownRun>(test::example_record(), test::example_config(), RunMode::live);
    std::unique_ptr<RunPage> kept = std::make_unique<RunPage>(run.get(), "/tmp/example.thaw.h5");
    RunPage& page = *kept;
};

TEST_F(RunPageTest, GoesWithTheRunThatItOwns) {
    // As the window does with a live run: it is the last of the page's children to go, and nothing
    // asks it anything while they do.
    const QPointer<ShownRun> watched = run.release();
    watched->setParent(&page);
    page.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&page));
    watched->append({test::bundle_at(20, 2.4)}); // drawn soon: the page goes before
    kept.reset();
    EXPECT_TRUE(watched.isNull());
    QTest::qWait(50); // what was put off does not come back for it
}

TEST_F(RunPageTest, ShowsTheHeadlinePlotsAndStrips) {
    page.resize(1200, 900);
    page.show();
    ASSERT_TRUE(QTest::qWaitFor([&] { return page.plots().first()->isVisible(); }));
    std::vector<std::string> drawn;
    for (const CurvePlot* plot : page.plots()) {
        EXPECT_TRUE(plot->isVisible()) << plot->spec().id;
        for (const auto& series : plot->spec().series)
            drawn.push_back(series.name);
    }
    for (const auto& metric : run->plan().metrics)
        for (const auto& series : metric.series)
            EXPECT_TRUE(!series.headline || std::count(drawn.begin(), drawn.end(), series.name) > 0)
                << series.name;
    for (const char* name : {"freeze", "heat", "controls", "decisions"}) {
        const auto* dock = page.findChild<QDockWidget*>(QLatin1String(name));
        ASSERT_NE(dock, nullptr) << name;
        EXPECT_TRUE(dock->isVisible()) << name;
    }
    // The same step stands at the same place in a plot and in the strip under it.
    const QRectF area = page.plots().first()->view()->plot_area();
    const auto* freeze = page.findChild<FreezeStrip*>();
    ASSERT_TRUE(QTest::qWaitFor([&] {
        return std::abs(freeze->mapTo(&page, freeze->plot_area().topLeft()).x() -
                        page.plots().first()->view()->mapTo(&page, area.topLeft()).x()) < 2;
    }));
}

// Everything that the keyboard can reach on the page: Space asks for nothing but a pause and its
// end, wherever the focus is and whatever was clicked before.
TEST_F(RunPageTest, SpaceOnlyPausesAndResumes) {
    QMainWindow window;
    window.setCentralWidget(&page);
    const auto ours = qScopeGuard([this] { page.setParent(nullptr); });
    window.addActions(page.run_actions());
    window.resize(1300, 900);
    window.show();
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    QTest::qWait(200); // sizes settle
    std::vector<Action> asked;
    qint64 number = 0;
    QObject::connect(&page, &RunPage::asked, &page, [&](const RunCommand& command) {
        asked.push_back(command.action);
        page.show_asked(command, ++number); // as the window does: it is on its way
    });
    const auto only_pauses = [&](const QWidget* at) {
        for (const Action action : asked)
            EXPECT_TRUE(action == Action::pause || action == Action::go_on)
                << to_text(action) << " by Space at " << at->metaObject()->className() << ' '
                << at->objectName().toStdString();
        asked.clear();
    };
    int walked = 0;
    for (auto* tabs : page.findChildren<QTabWidget*>())
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            for (auto* widget : page.findChildren<QWidget*>()) {
                if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() ||
                    !widget->isEnabled())
                    continue;
                widget->setFocus();
                if (QApplication::focusWidget() == nullptr)
                    continue;
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
                only_pauses(widget);
                ++walked;
            }
        }
    EXPECT_GT(walked, 25);
    // After a click the button greys out, or the run has it otherwise: the focus does not go on to
    // the next button.
    for (const char* name :
         {"pause", "hold", "release_next", "checkpoint", "stop", "release_all"}) {
        auto* button = page.findChild<DecisionButton*>(QLatin1String(name));
        ASSERT_NE(button, nullptr) << name;
        QTest::mouseClick(button, Qt::LeftButton);
        QTest::qWait(1);
        asked.clear();
        EXPECT_EQ(QApplication::focusWidget(), &page) << name;
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        only_pauses(button);
    }
    // Nor when the answer takes the button away.
    auto* hold = page.findChild<DecisionButton*>(QStringLiteral("hold"));
    hold->setFocus(Qt::TabFocusReason);
    run->append({test::event_at(20, EventKind::held)});
    EXPECT_FALSE(hold->isEnabled());
    EXPECT_EQ(QApplication::focusWidget(), &page);
}

TEST_F(RunPageTest, EnterPressesTheButtonThatHasTheFocus) {
    QSignalSpy asked(&page, &RunPage::asked);
    page.resize(1200, 900);
    page.show();
    page.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&page));
    page.rules()->setFocus();
    auto* list = page.rules()->findChild<QListView*>();
    list->setCurrentIndex(list->model()->index(0, 0));
    auto* remove = page.rules()->findChild<QPushButton*>(QStringLiteral("remove"));
    remove->setFocus();
    QTest::keyClick(remove, Qt::Key_Return);
    ASSERT_EQ(asked.count(), 1);
    EXPECT_EQ(asked[0][0].value<RunCommand>().action, Action::remove_rule);
}

// The mouse leaves the plot on its way to the menu.
TEST_F(RunPageTest, TheCursorsStepIsKnownWhenAForkIsChosenFromTheMenu) {
    EXPECT_EQ(page.cursor_step(), std::nullopt);
    page.axis()->set_cursor(7);
    page.axis()->set_cursor(std::nullopt);
    EXPECT_EQ(page.cursor_step(), 7);
    QElapsedTimer crossing;
    do { // again where this process was held up in between
        page.axis()->set_cursor(300);
        QTest::qWait(300); // rests there
        crossing.start();
        page.axis()->set_cursor(40); // crosses others
        page.axis()->set_cursor(std::nullopt);
    } while (crossing.elapsed() > 200);
    EXPECT_EQ(page.cursor_step(), 300);
}

TEST_F(RunPageTest, ARuleFromAPlotIsACommand) {
    QSignalSpy asked(&page, &RunPage::asked);
    Table settings;
    settings.set("name", std::string("mine"));
    settings.set("step", std::int64_t{500});
    settings.set("action", std::string("hold"));
    const Item rule = make_rule("at_step", settings);
    Q_EMIT page.plots().first()->rule_changed(rule);
    Q_EMIT page.plots().first()->rule_removal_asked(QStringLiteral("mine"));
    ASSERT_EQ(asked.count(), 2);
    EXPECT_EQ(asked[0][0].value<RunCommand>().action, Action::set_rule);
    EXPECT_EQ(asked[0][0].value<RunCommand>().rule, rule);
    EXPECT_EQ(asked[1][0].value<RunCommand>().action, Action::remove_rule);
}

TEST_F(RunPageTest, LayoutComesBack) {
    page.resize(1200, 800);
    page.show();
    QTest::qWait(200); // sizes settle when it is shown
    auto* heat = page.findChild<QDockWidget*>(QStringLiteral("heat"));
    heat->close();
    const QByteArray state = page.layout_state();
    heat->show();
    page.restore_layout(state);
    EXPECT_FALSE(heat->isVisible());
}

TEST_F(RunPageTest, AddedPlotsShowTheirMetric) {
    QMenu menu;
    page.fill_view_menu(&menu);
    const auto before = page.plots().size();
    for (auto* submenu : menu.findChildren<QMenu*>())
        for (auto* action : submenu->actions())
            if (action->text() == QLatin1String("fisher_trace"))
                action->trigger();
    ASSERT_EQ(page.plots().size(), before + 1);
    EXPECT_EQ(page.plots().last()->spec().series.front().name, "fisher_trace");
}

} // namespace
} // namespace thaw
