// A range of stops on a plot, pulled with the mouse.
#include "widgets/plots/stop_range.h"

#include "tests/widgets/plot_desk.h"

#include <QSignalSpy>
#include <gtest/gtest.h>

namespace thaw {
namespace {

struct Ranged : testing::Test {
    Ranged() {
        desk.plot->set_range(&range);
        desk.draw();
    }
    QPoint at(double step, double part = 0.5) const {
        const QRectF area = desk.map().area;
        return {static_cast<int>(std::lround(desk.map().x.pixel(step))),
                static_cast<int>(area.top() + part * area.height())};
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        desk.drag(Qt::LeftButton, modifiers, from, to);
    }
    // Half of what a pixel is, in steps.
    double slack() const { return 1 + 1000 / desk.map().area.width(); }

    test::Desk desk;
    StopRange range{1000};
    QSignalSpy asked{desk.plot.get(), &CurvePlot::sweep_asked};
};

TEST_F(Ranged, ControlAndDragMakesOne) {
    const double low = desk.axis.low();
    drag(at(200), at(600), Qt::ControlModifier);
    EXPECT_TRUE(range.shown());
    EXPECT_NEAR(static_cast<double>(range.from()), 200, slack());
    EXPECT_NEAR(static_cast<double>(range.to()), 600, slack());
    EXPECT_EQ(asked.size(), 1);
    EXPECT_EQ(desk.axis.low(), low); // nothing was moved
}

TEST_F(Ranged, DraggedAlongTheLowerEdge) {
    const int below = static_cast<int>(desk.map().area.bottom()) + 8;
    drag({at(300).x(), below}, {at(700).x(), below});
    EXPECT_NEAR(static_cast<double>(range.from()), 300, slack());
    EXPECT_NEAR(static_cast<double>(range.to()), 700, slack());
    EXPECT_EQ(asked.size(), 1);
}

TEST_F(Ranged, OutOfTheLowerEdgeALineStillComes) {
    QSignalSpy drafted(desk.plot.get(), &CurvePlot::rule_drafted);
    const int below = static_cast<int>(desk.map().area.bottom()) + 8;
    drag({at(700).x(), below}, at(705));
    EXPECT_EQ(drafted.size(), 1);
    EXPECT_FALSE(range.shown());
}

TEST_F(Ranged, HandlesMoveItsEndsAndTheBarAllOfIt) {
    range.set(200, 600);
    drag(at(600), at(800));
    EXPECT_EQ(range.from(), 200);
    EXPECT_NEAR(static_cast<double>(range.to()), 800, slack());
    drag(at(200), at(900)); // past the other end: no further than it
    EXPECT_EQ(range.from(), range.to());
    range.set(200, 600);
    drag(at(400, 0.01), at(500, 0.01));
    EXPECT_EQ(range.to() - range.from(), 400);
    EXPECT_NEAR(static_cast<double>(range.from()), 300, slack());
}

TEST_F(Ranged, EscapeGivesItUp) {
    QTest::mousePress(desk.viewport(), Qt::LeftButton, Qt::ControlModifier, at(200));
    desk.move(at(400), Qt::LeftButton);
    EXPECT_TRUE(range.shown());
    QTest::keyClick(desk.plot->view(), Qt::Key_Escape);
    EXPECT_FALSE(range.shown());
    QTest::mouseRelease(desk.viewport(), Qt::LeftButton, Qt::NoModifier, at(400));
    EXPECT_EQ(asked.size(), 0);
}

} // namespace
} // namespace thaw
