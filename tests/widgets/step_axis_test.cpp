#include "widgets/step_axis.h"

#include "tests/widgets/example_run.h"
#include "widgets/shown_run.h"

#include <QSignalSpy>
#include <gtest/gtest.h>

namespace thaw {
namespace {

struct Axis : testing::Test {
    StepAxis axis{test::example_plan(1000)};
    QSignalSpy changed{&axis, &StepAxis::changed};
};

TEST_F(Axis, StepsComeBackFromEveryUnit) {
    axis.advance(100, 3);
    axis.advance(500, 40);
    axis.set_release_step(100);
    for (const auto unit : {StepUnit::step, StepUnit::epoch, StepUnit::examples,
                            StepUnit::wall_time, StepUnit::since_release}) {
        axis.set_unit(unit);
        for (const auto scale :
             {AxisScale::linear, AxisScale::logarithmic, AxisScale::symmetric_log}) {
            axis.set_scale(scale);
            for (const std::int64_t step : {0, 1, 99, 100, 468, 469, 470, 938, 1000})
                EXPECT_EQ(axis.step_at(axis.x_of_step(step)), step)
                    << static_cast<int>(unit) << " " << static_cast<int>(scale);
        }
    }
}

TEST_F(Axis, XIsInItsUnit) {
    axis.set_unit(StepUnit::epoch);
    EXPECT_DOUBLE_EQ(axis.x_of_step(938), 2);
    axis.set_unit(StepUnit::examples);
    EXPECT_DOUBLE_EQ(axis.x_of_step(10), 1280);
    EXPECT_DOUBLE_EQ(axis.x_of_step(469), 60000); // the last batch of an epoch is smaller
    axis.set_release_step(100);
    axis.set_unit(StepUnit::since_release);
    EXPECT_DOUBLE_EQ(axis.x_of_step(40), -60);
}

TEST_F(Axis, RowsHaveTheirOwnTime) {
    ShownRun run(test::example_record(), test::example_config(), RunMode::live);
    run.append({test::bundle_at(10, 1.5), test::bundle_at(20, 1.25)});
    axis.set_unit(StepUnit::wall_time);
    EXPECT_DOUBLE_EQ(axis.x_of(run.history().columns(0), 1), 1.0);
    axis.set_unit(StepUnit::epoch);
    EXPECT_DOUBLE_EQ(axis.x_of(run.history().columns(0), 1), 20.0 / 469);
}

TEST_F(Axis, WallTimeIsInterpolatedAndGoesOnAtTheMeanPace) {
    axis.set_unit(StepUnit::wall_time);
    axis.advance(100, 10);
    axis.advance(200, 40); // slower
    EXPECT_DOUBLE_EQ(axis.x_of_step(50), 5);
    EXPECT_DOUBLE_EQ(axis.x_of_step(150), 25);
    EXPECT_DOUBLE_EQ(axis.x_of_step(400), 80);
    EXPECT_EQ(axis.step_at(25), 150);
    EXPECT_EQ(axis.step_at(80), 400);
}

TEST_F(Axis, AnOpenedRunTellsItsTimesAndItsFirstRelease) {
    RunHistory history(test::example_record());
    history.append(*test::bundle_at(100, 1.5));
    history.append(*test::event_at(120, EventKind::released, "layer2"));
    history.append(*test::event_at(140, EventKind::released, "layer1"));
    history.append(*test::bundle_at(200, 1.5));
    axis.look_at(history);
    EXPECT_DOUBLE_EQ(axis.high(), 200);
    axis.set_unit(StepUnit::wall_time);
    EXPECT_DOUBLE_EQ(axis.x_of_step(150), 7.5);
    axis.set_unit(StepUnit::since_release);
    EXPECT_DOUBLE_EQ(axis.x_of_step(120), 0);
}

TEST_F(Axis, FollowsUntilAPersonLooksElsewhere) {
    axis.advance(300, 10);
    EXPECT_TRUE(axis.following());
    EXPECT_DOUBLE_EQ(axis.low(), 0);
    EXPECT_DOUBLE_EQ(axis.high(), 300);
    axis.set_range(100, 200);
    EXPECT_FALSE(axis.following());
    const auto before = changed.count();
    axis.advance(400, 20);
    EXPECT_DOUBLE_EQ(axis.high(), 200);
    EXPECT_EQ(changed.count(), before);
    axis.set_following(true);
    EXPECT_DOUBLE_EQ(axis.low(), 100);
    EXPECT_DOUBLE_EQ(axis.high(), 400);
    axis.fit();
    EXPECT_DOUBLE_EQ(axis.low(), 0);
    axis.fit_plan();
    EXPECT_DOUBLE_EQ(axis.high(), 1000);
    EXPECT_FALSE(axis.following());
}

TEST_F(Axis, RangesAreUndoneAndDoneAgain) {
    axis.advance(300, 10);
    EXPECT_FALSE(axis.can_undo());
    axis.set_range(100, 200);
    axis.set_range(120, 140);
    axis.set_range(121, 141, true); // the same drag goes on
    axis.undo();
    EXPECT_DOUBLE_EQ(axis.low(), 100);
    axis.advance(350, 12);
    axis.undo();
    EXPECT_TRUE(axis.following());
    EXPECT_DOUBLE_EQ(axis.high(), 350); // follows again, and the run has gone on
    EXPECT_FALSE(axis.can_undo());
    axis.redo();
    axis.redo();
    EXPECT_DOUBLE_EQ(axis.low(), 121);
    EXPECT_FALSE(axis.can_redo());
    axis.undo();
    axis.set_range(10, 20);
    EXPECT_FALSE(axis.can_redo());
}

TEST_F(Axis, AnotherUnitKeepsTheStepsInView) {
    axis.set_range(100, 469);
    axis.set_range(200, 300);
    axis.set_unit(StepUnit::epoch);
    EXPECT_DOUBLE_EQ(axis.low(), 200.0 / 469);
    axis.undo();
    EXPECT_DOUBLE_EQ(axis.high(), 1);
    axis.set_unit(StepUnit::step);
    EXPECT_DOUBLE_EQ(axis.high(), 469);
}

TEST_F(Axis, StepZeroIsSeenOnALogarithmicAxis) {
    axis.advance(1000, 10);
    axis.set_scale(AxisScale::logarithmic);
    EXPECT_DOUBLE_EQ(axis.low(), 0.5);
    EXPECT_DOUBLE_EQ(axis.fraction_of(0), 0);
    EXPECT_DOUBLE_EQ(axis.fraction_of(1000), 1);
    EXPECT_GT(axis.fraction_of(axis.x_of_step(1)), 0);
    axis.set_scale(AxisScale::linear);
    EXPECT_DOUBLE_EQ(axis.low(), 0);
}

TEST_F(Axis, StepsBeforeTheReleaseAreSeenOnALogarithmicAxis) {
    axis.set_release_step(100);
    axis.set_unit(StepUnit::since_release);
    axis.set_scale(AxisScale::logarithmic);
    EXPECT_EQ(axis.scale(), AxisScale::symmetric_log);
    axis.advance(300, 10);
    EXPECT_DOUBLE_EQ(axis.fraction_of(axis.x_of_step(0)), 0);
    EXPECT_LT(axis.fraction_of(axis.x_of_step(99)), axis.fraction_of(axis.x_of_step(101)));
}

TEST_F(Axis, ViewsStayNearTheRun) {
    axis.set_range(-5000, 5000);
    EXPECT_DOUBLE_EQ(axis.low(), 0); // there is nothing before the first step
    EXPECT_DOUBLE_EQ(axis.high(), 1250);
    axis.set_range(900, 1000);
    axis.pan(5);
    EXPECT_DOUBLE_EQ(axis.low(), 1150); // stops there, as wide as before
    EXPECT_DOUBLE_EQ(axis.high(), 1250);
    axis.set_range(100, 400);
    axis.pan(-5);
    EXPECT_DOUBLE_EQ(axis.low(), 0);
    EXPECT_DOUBLE_EQ(axis.high(), 300);
    axis.set_range(500, 500.01);
    EXPECT_DOUBLE_EQ(axis.high() - axis.low(), 1);
    axis.set_range(7, 3);
    EXPECT_DOUBLE_EQ(axis.high() - axis.low(), 1);
}

TEST_F(Axis, ZoomsAroundAPlace) {
    axis.set_range(100, 300);
    axis.zoom(0.25, 0.5);
    EXPECT_DOUBLE_EQ(axis.x_at_fraction(0.25), 150);
    EXPECT_DOUBLE_EQ(axis.high() - axis.low(), 100);
    axis.centre_on(600);
    EXPECT_DOUBLE_EQ(axis.x_at_fraction(0.5), 600);
}

TEST_F(Axis, OneCursor) {
    QSignalSpy moved(&axis, &StepAxis::cursor_moved);
    axis.set_cursor(5000);
    EXPECT_EQ(axis.cursor(), 1000);
    axis.set_cursor(1000);
    EXPECT_EQ(moved.count(), 1);
    axis.set_cursor({});
    EXPECT_FALSE(axis.cursor());
    EXPECT_EQ(moved.count(), 2);
}

} // namespace
} // namespace thaw
