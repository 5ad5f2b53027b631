#include "widgets/drawing_turn.h"

#include <QElapsedTimer>
#include <QTest>
#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace thaw {
namespace {

void take(int milliseconds) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) {
    }
}

TEST(DrawingTurn, ManyWishesAreOnePicture) {
    int drawn = 0;
    DrawingTurn view([&] { ++drawn; }, nullptr);
    for (int i = 0; i < 5; ++i)
        view.ask();
    EXPECT_EQ(drawn, 0) << "not at once";
    EXPECT_TRUE(QTest::qWaitFor([&] { return drawn > 0; }));
    QTest::qWait(60);
    EXPECT_EQ(drawn, 1);
}

TEST(DrawingTurn, SlowViewsLeaveTheEventLoopInBetween) {
    std::string story;
    DrawingTurn a(
        [&] {
            story += "a";
            take(5);
        },
        nullptr);
    DrawingTurn b(
        [&] {
            story += "b";
            take(5);
        },
        nullptr);
    a.ask();
    b.ask();
    EXPECT_TRUE(QTest::qWaitFor([&] {
        if (story == "a")
            story += "-"; // the loop had its turn
        return story.size() >= 3;
    }));
    EXPECT_EQ(story, "a-b");
}

TEST(DrawingTurn, OneThatAsksAgainWaitsForTheOthers) {
    std::string story;
    DrawingTurn* again = nullptr;
    DrawingTurn a(
        [&] {
            story += "a";
            take(5);
            if (story.size() < 4)
                again->ask();
        },
        nullptr);
    again = &a;
    DrawingTurn b(
        [&] {
            story += "b";
            take(5);
        },
        nullptr);
    a.ask();
    b.ask();
    EXPECT_TRUE(QTest::qWaitFor([&] { return story.size() >= 3; }));
    EXPECT_EQ(story.substr(0, 3), "aba");
}

TEST(DrawingTurn, AViewThatIsGoneOrDrawnIsPassedOver) {
    int drawn = 0;
    auto gone = std::make_unique<DrawingTurn>([&] { drawn += 100; }, nullptr);
    DrawingTurn done([&] { drawn += 10; }, nullptr), left([&] { ++drawn; }, nullptr);
    gone->ask();
    done.ask();
    left.ask();
    gone.reset();
    done.forget();
    EXPECT_TRUE(QTest::qWaitFor([&] { return drawn > 0; }));
    QTest::qWait(40);
    EXPECT_EQ(drawn, 1);
}

} // namespace
} // namespace thaw
