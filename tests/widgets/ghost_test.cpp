// The parent behind a forked run: in plots, in strips, and taken away from the run.
#include "widgets/ghost.h"

#include "tests/widgets/plot_desk.h"
#include "widgets/freeze_strip.h"
#include "widgets/heat_strip.h"
#include "widgets/run_page.h"

#include <QMenu>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;

std::unique_ptr<ShownRun> parent_run(std::int64_t read) {
    RunRecord record = test::example_record();
    record.header.name = "mother";
    auto run = std::make_unique<ShownRun>(record, test::example_config(), RunMode::followed);
    std::vector<SharedBundle> bundles;
    for (std::int64_t step = 0; step <= read; step += 10) // one more than its fork, everywhere
        bundles.push_back(test::bundle_at(step, test::Desk::value_at(step) + 1));
    run->append(bundles);
    return run;
}

struct Ghosted : testing::Test {
    Ghosted() { desk.plot->set_ghost(&ghost); }
    void give() {
        ghost.set_run(parent.get());
        desk.draw();
    }
    const PlotFrame& frame() { return desk.plot->view()->frame(); }
    QString last_row() {
        return desk.plot->legend()->item(desk.plot->legend()->count() - 1)->text();
    }

    std::unique_ptr<ShownRun> parent = parent_run(800);
    test::Desk desk;
    Ghost ghost;
};

TEST_F(Ghosted, LiesPaleBehindTheCurvesAndChangesNoneOfThem) {
    desk.draw();
    const auto own = frame().curves;
    give();
    ASSERT_EQ(frame().curves.size(), 2 * own.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
        EXPECT_EQ(frame().curves[own.size() + i].color, own[i].color);
        EXPECT_GT(frame().curves[i].color.lightnessF(), own[i].color.lightnessF());
    }
    EXPECT_THAT(last_row().toStdString(), HasSubstr("mother"));
}

TEST_F(Ghosted, GrowsWithTheParent) {
    give();
    const double right = frame().curves.front().shape.strokes.back().back().x();
    parent->append({test::bundle_at(900, 3)});
    desk.draw();
    EXPECT_GT(frame().curves.front().shape.strokes.back().back().x(), right);
}

TEST_F(Ghosted, IsHiddenByItsRowInTheLegend) {
    give();
    const auto with = frame().curves.size();
    Q_EMIT desk.plot->legend()->visibility_asked(desk.plot->legend()->count() - 1, false);
    desk.draw();
    EXPECT_EQ(frame().curves.size(), with / 2);
    EXPECT_FALSE(ghost.visible());
    EXPECT_THAT(last_row().toStdString(), HasSubstr("mother")); // to be shown again
}

TEST_F(Ghosted, TheDifferenceIsPairedStepByStep) {
    give();
    ghost.set_difference(true);
    desk.axis.set_cursor(100);
    desk.draw();
    EXPECT_THAT(desk.plot->legend()->item(0)->data(Qt::AccessibleTextRole).toString().toStdString(),
                HasSubstr("-1"));
    EXPECT_LT(desk.map().y.low(), -1);
    EXPECT_LT(desk.map().y.high(), 0.5);
    ghost.set_difference(false);
    desk.draw();
    EXPECT_GT(desk.map().y.high(), 2);
}

TEST_F(Ghosted, GoesWithTheParent) {
    give();
    parent.reset();
    desk.draw();
    EXPECT_FALSE(ghost.known());
    EXPECT_EQ(frame().curves.size(), 2U);
}

TEST(GhostStrips, DrawTheParentInTheirRows) {
    ShownRun run(test::example_record(), test::example_config(), RunMode::live);
    run.append({test::bundle_at(10, 2.5), test::event_at(300, EventKind::released, "layer2"),
                test::bundle_at(310, 2.5)});
    auto parent = parent_run(800);
    parent->append({test::event_at(800, EventKind::released, "layer1")});
    RunPage page(&run, "/tmp/example.thaw.h5");
    page.resize(1200, 900);
    page.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&page));
    QTest::qWait(100);
    for (BlockStrip* strip : page.findChildren<BlockStrip*>()) {
        const QImage before = strip->grab().toImage();
        page.ghost()->set_run(parent.get());
        QTest::qWait(100);
        EXPECT_NE(strip->grab().toImage(), before) << strip->accessibleName().toStdString();
        EXPECT_THAT(strip->tip(1, 10).toStdString(), HasSubstr("mother"));
        page.ghost()->set_visible(false);
        QTest::qWait(100);
        EXPECT_EQ(strip->grab().toImage(), before) << strip->accessibleName().toStdString();
        page.ghost()->set_visible(true);
    }
    QMenu menu;
    page.fill_view_menu(&menu);
    int switches = 0;
    for (const QAction* action : menu.actions())
        switches += action->isCheckable() && action->text().contains(QStringLiteral("arent"));
    EXPECT_EQ(switches, 2);
}

TEST(GhostStrips, MayBePaintedBeforeTheyHaveLookedAtTheParent) {
    ShownRun run(test::example_record(), test::example_config(), RunMode::live);
    run.append({test::bundle_at(10, 2.5), test::bundle_at(310, 2.5)});
    const auto parent = parent_run(800);
    RunPage page(&run, "/tmp/example.thaw.h5");
    page.resize(1200, 900);
    page.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&page));
    for (int time = 0; time < 5; ++time) // a picture follows at once, whatever waits for its turn
        for (ShownRun* shown : {parent.get(), static_cast<ShownRun*>(nullptr)}) {
            page.ghost()->set_run(shown);
            for (BlockStrip* strip : page.findChildren<BlockStrip*>())
                EXPECT_FALSE(strip->grab().isNull());
        }
}

} // namespace
} // namespace thaw
