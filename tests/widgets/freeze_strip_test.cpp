#include "widgets/freeze_strip.h"

#include "tests/widgets/example_run.h"

#include <QHelpEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <gtest/gtest.h>

namespace thaw {
namespace {

struct Strip : testing::Test {
    ShownRun run{test::example_record(), test::example_config(), RunMode::live};
    StepAxis axis{run.plan()};
    FreezeStrip strip{&run, &axis};

    void SetUp() override {
        strip.resize(700, 160);
        strip.set_margins(90, 30);
        axis.fit_plan();
    }
    void goes_on(std::vector<SharedBundle> bundles) {
        run.append(bundles);
        axis.advance(run.history().last_step(), run.history().wall_time());
    }
    QColor at(std::int64_t step, std::size_t block) {
        const double x = strip.pixel_of_step(step), y = strip.row(block).center().y();
        return strip.grab().toImage().pixelColor(static_cast<int>(x), static_cast<int>(y));
    }
    // How many different colours a stretch of the block's row has: a hatch has several.
    std::size_t colors(std::int64_t from, std::int64_t to, std::size_t block) {
        const QImage image = strip.grab().toImage();
        std::set<QRgb> seen;
        for (auto x = static_cast<int>(strip.pixel_of_step(from)) + 3;
             x < static_cast<int>(strip.pixel_of_step(to)) - 3; ++x)
            seen.insert(image.pixel(x, static_cast<int>(strip.row(block).bottom()) - 4));
        return seen.size();
    }
};

TEST_F(Strip, StandsWithinTheMarginsOfThePlots) {
    EXPECT_DOUBLE_EQ(strip.plot_area().left(), 90);
    EXPECT_DOUBLE_EQ(strip.plot_area().right(), 670);
    EXPECT_DOUBLE_EQ(strip.pixel_of_step(500), 380);
    EXPECT_EQ(strip.step_at_pixel(380), 500);
    EXPECT_LT(strip.row(3).top(), strip.row(0).top()); // the head on top
}

TEST_F(Strip, FrozenIsHatchedAndTrainableSolid) {
    goes_on({test::event_at(100, EventKind::released, "layer2"), test::bundle_at(500, 1)});
    EXPECT_EQ(colors(10, 490, 3), 1U); // the head, from the start
    EXPECT_GT(colors(10, 90, 2), 1U);
    EXPECT_EQ(colors(160, 490, 2), 1U);
    EXPECT_GT(colors(10, 490, 0), 1U);
    EXPECT_NE(at(300, 3), at(700, 3)); // fainter after the present
}

TEST_F(Strip, TellsABlocksState) {
    goes_on({test::event_at(100, EventKind::released, "layer2"), test::bundle_at(150, 1)});
    EXPECT_EQ(strip.tip(2, 0), "layer2: frozen until step 100, trainable since\n100 parameters");
    EXPECT_TRUE(strip.tip(3, 0).startsWith("head: trainable from the start"));
    EXPECT_TRUE(strip.tip(1, 0).startsWith("layer1: frozen, to be released at step"));
    EXPECT_TRUE(strip.readout().startsWith("2 of 4 blocks are trainable, layer1 follows at step"));
    goes_on({test::event_at(160, EventKind::held)});
    EXPECT_TRUE(strip.tip(1, 0).startsWith("layer1: frozen, held since step 160"));
    EXPECT_EQ(strip.readout(), "2 of 4 blocks are trainable, held since step 160");
    axis.set_cursor(50);
    EXPECT_EQ(strip.readout(), "At step 50, 1 of 4 blocks were trainable");
}

// The same under a control: a setting of the intervention.
struct ControlStrip : Strip {
    static RunConfig with(const char* key, const Value& value) {
        RunConfig config = test::example_config();
        config.intervention.settings.set("interval", std::int64_t{100});
        config.intervention.settings.set(key, value);
        return config;
    }
};

TEST_F(ControlStrip, AStartInMidTrainingIsShownBeforeAndAfter) {
    ShownRun later{test::example_record(), with("start", std::int64_t{400}), RunMode::live};
    FreezeStrip shown{&later, &axis};
    EXPECT_TRUE(shown.tip(2, 0).startsWith(
        "layer2: trainable until step 400, then frozen, to be released at step 500"));
    EXPECT_EQ(shown.readout(), "All blocks are trainable until step 400, then the head alone");
    later.append({test::event_at(400, EventKind::frozen, "layer2"),
                  test::event_at(400, EventKind::frozen, "layer1"),
                  test::event_at(400, EventKind::frozen, "stem"),
                  test::event_at(500, EventKind::released, "layer2"), test::bundle_at(550, 1)});
    EXPECT_TRUE(shown.tip(2, 0).startsWith(
        "layer2: frozen from step 400 to 500, trainable before and since"));
    EXPECT_TRUE(shown.tip(1, 0).startsWith("layer1: frozen, to be released at step 600"));
    EXPECT_TRUE(shown.readout().startsWith("2 of 4 blocks are trainable"));
    axis.set_cursor(300);
    EXPECT_EQ(shown.readout(), "At step 300, 4 of 4 blocks were trainable");
    axis.set_cursor(450);
    EXPECT_EQ(shown.readout(), "At step 450, 1 of 4 blocks were trainable");
}

TEST_F(ControlStrip, ParametersAndBlocksThatStayFrozenAreNamed) {
    ShownRun drawn{test::example_record(), with("order", std::string("parameters")), RunMode::live};
    FreezeStrip parameters{&drawn, &axis};
    EXPECT_TRUE(parameters.tip(2, 0).endsWith(
        "100 random parameters of all blocks below the head, as many as this block has"));
    ShownRun kept{test::example_record(), with("keep_frozen", std::int64_t{2}), RunMode::live};
    FreezeStrip blocks{&kept, &axis};
    kept.append({test::event_at(100, EventKind::released, "layer2")});
    EXPECT_TRUE(blocks.tip(0, 0).startsWith("stem: frozen, no release is planned"));
    EXPECT_EQ(blocks.readout(), "2 of 4 blocks are trainable");
}

TEST_F(Strip, ShowsItsTipWhereThePointerRests) {
    goes_on({test::event_at(100, EventKind::released, "layer2")});
    const QPoint place = strip.row(2).center().toPoint();
    QHelpEvent help(QEvent::ToolTip, place, strip.mapToGlobal(place));
    EXPECT_TRUE(QApplication::sendEvent(&strip, &help));
}

TEST_F(Strip, ThePointerIsTheSharedCursor) {
    strip.show();
    QTest::mouseMove(&strip, QPoint(380, 80));
    EXPECT_TRUE(QTest::qWaitFor([&] { return axis.cursor() == 500; }));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&strip, &leave);
    EXPECT_FALSE(axis.cursor());
}

TEST_F(Strip, TheWheelZoomsWhereThePointerIs) {
    QWheelEvent turn(QPointF(235, 80), strip.mapToGlobal(QPointF(235, 80)), {}, QPoint(0, 120),
                     Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&strip, &turn);
    EXPECT_NEAR(axis.high() - axis.low(), 800, 1e-9);
    EXPECT_NEAR(axis.x_at_fraction(0.25), 250, 1e-9);
    QApplication::sendEvent(&strip, &turn);
    axis.undo(); // both notches at once
    EXPECT_DOUBLE_EQ(axis.high(), 1000);
}

TEST_F(Strip, DraggingPansAndADoubleClickFits) {
    goes_on({test::bundle_at(900, 1)});
    axis.set_range(400, 600);
    QTest::mousePress(&strip, Qt::LeftButton, {}, QPoint(380, 80));
    for (const int x : {370, 351, 322})
        QTest::mouseMove(&strip, QPoint(x, 80)), QApplication::processEvents();
    QMouseEvent move(QEvent::MouseMove, QPointF(322, 80), strip.mapToGlobal(QPointF(322, 80)),
                     Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&strip, &move);
    QTest::mouseRelease(&strip, Qt::LeftButton, {}, QPoint(322, 80));
    EXPECT_NEAR(axis.low(), 420, 1e-6);
    axis.undo();
    EXPECT_DOUBLE_EQ(axis.low(), 400);
    QTest::mouseDClick(&strip, Qt::LeftButton, {}, QPoint(380, 80));
    EXPECT_DOUBLE_EQ(axis.low(), 0);
    EXPECT_DOUBLE_EQ(axis.high(), 900);
}

TEST_F(Strip, WorksByKeyboard) {
    QTest::keyClick(&strip, Qt::Key_Right, Qt::ControlModifier);
    EXPECT_EQ(axis.cursor(), 502); // a pixel further than the middle
    axis.set_range(500, 510);
    QTest::keyClick(&strip, Qt::Key_Left, Qt::ControlModifier);
    EXPECT_EQ(axis.cursor(), 501); // never less than a step
    QTest::keyClick(&strip, Qt::Key_Minus);
    EXPECT_DOUBLE_EQ(axis.high() - axis.low(), 12.5);
    EXPECT_DOUBLE_EQ(axis.fraction_of(501), 0.1); // where the cursor is
    QTest::keyClick(&strip, Qt::Key_Right);
    EXPECT_DOUBLE_EQ(axis.fraction_of(501), 0);
    QTest::keyClick(&strip, Qt::Key_F);
    EXPECT_TRUE(axis.following());
    axis.set_range(500, 510);
    QTest::keyClick(&strip, Qt::Key_Home);
    EXPECT_DOUBLE_EQ(axis.low(), 0);
    EXPECT_FALSE(strip.accessibleName().isEmpty());
}

} // namespace
} // namespace thaw
