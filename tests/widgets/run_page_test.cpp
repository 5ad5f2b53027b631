#include "widgets/run_page.h"

#include "tests/widgets/example_run.h"
#include "widgets/controls/rules_panel.h"
#include "widgets/controls/run_controls.h"
#include "widgets/event_log.h"
#include "widgets/plots/curve_plot.h"

#include <QDockWidget>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <gmock/gmock.h>

namespace thaw {
namespace {

class RunPageTest : public testing::Test {
  protected:
    RunPageTest() {
        run->append({test::bundle_at(10, 2.5), test::event_at(10, EventKind::released, "layer2")});
    }
    std::unique_ptr<ShownRun> run =
        std::make_unique<ShownRun>(test::example_record(), test::example_config(), Hold::live);
    RunPage page{run.get(), "/tmp/example.thaw.h5"};
};

TEST_F(RunPageTest, GoesWithTheRunThatItOwns) {
    // As the window does with a live run; nothing may be touched afterwards.
    run.release()->setParent(&page);
    page.show();
    QTest::qWait(50);
}

TEST_F(RunPageTest, ShowsTheHeadlinePlotsAndStrips) {
    ASSERT_FALSE(page.plots().isEmpty());
    QStringList docks;
    for (const auto* dock : page.findChildren<QDockWidget*>())
        docks.append(dock->objectName());
    EXPECT_TRUE(docks.contains(QStringLiteral("freeze")));
    EXPECT_TRUE(docks.contains(QStringLiteral("heat")));
    run.reset();
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
