#include "widgets/heat_strip.h"

#include "tests/widgets/example_run.h"
#include "widgets/appearance.h"

#include <QComboBox>
#include <QTest>
#include <gtest/gtest.h>
#include <limits>
#include <set>

namespace thaw {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Heat : testing::Test {
    ShownRun run{test::example_record(), test::example_config(), RunMode::live};
    StepAxis axis{run.plan()};
    HeatStrip strip{&run, &axis};

    void SetUp() override {
        strip.resize(700, 160);
        strip.set_margins(90, 30);
        axis.fit_plan();
    }
    QColor at(std::int64_t step, std::size_t block) {
        const double x = strip.pixel_of_step(step), y = strip.row(block).center().y();
        return strip.grab().toImage().pixelColor(static_cast<int>(x), static_cast<int>(y));
    }
    void releases_all() {
        run.append({test::event_at(0, EventKind::released, "stem"),
                    test::event_at(0, EventKind::released, "layer1"),
                    test::event_at(0, EventKind::released, "layer2")});
    }
};

TEST_F(Heat, FindsWhatIsReadByBlock) {
    EXPECT_EQ(strip.choices(), QStringList{"fisher_trace"});
    EXPECT_EQ(strip.readout(), "No reading yet");
    EXPECT_FALSE(strip.findChild<QComboBox*>()->isVisibleTo(&strip));
}

TEST_F(Heat, CellsGoFromAReadingToTheNext) {
    releases_all();
    run.append({test::bundle_at(100, 1), test::bundle_at(400, 100), test::bundle_at(700, 10)});
    // Values of block b are (1 + b) tenths of the whole.
    EXPECT_DOUBLE_EQ(strip.lowest(), 0.1);
    EXPECT_DOUBLE_EQ(strip.highest(), 40);
    EXPECT_EQ(at(110, 0), viridis(0));
    EXPECT_EQ(at(390, 0), viridis(0));
    EXPECT_EQ(at(410, 3), viridis(1));
    EXPECT_EQ(at(500, 0), strip.color_of(10));
    EXPECT_EQ(at(50, 0), at(900, 0)); // before the first reading and after the present: the ground
    EXPECT_NE(at(50, 0), at(390, 0));
}

TEST_F(Heat, APixelWithManyReadingsHasTheGreatest) {
    releases_all();
    std::vector<SharedBundle> bundles;
    for (std::int64_t step = 1; step <= 1000; ++step)
        bundles.push_back(test::bundle_at(step, step == 500 ? 1000 : 1));
    run.append(bundles);
    axis.fit_plan();
    strip.resize(220, 160); // ten steps a pixel
    std::set<QRgb> seen;
    const QImage image = strip.grab().toImage();
    for (int x = 92; x < 188; ++x)
        seen.insert(image.pixel(x, static_cast<int>(strip.row(3).center().y())));
    EXPECT_TRUE(seen.contains(viridis(1).rgb()));
}

TEST_F(Heat, ScaleIsLogarithmicUnlessChosen) {
    releases_all();
    run.append({test::bundle_at(100, 1), test::bundle_at(200, 100)});
    const QColor middle = strip.color_of(2); // half way between 0.1 and 40 by factors
    EXPECT_EQ(middle, viridis(0.5));
    QTest::keyClick(&strip, Qt::Key_L);
    EXPECT_EQ(strip.color_scale(), AxisScale::linear);
    EXPECT_EQ(strip.color_of(20.05), viridis(0.5));
    EXPECT_NE(strip.color_of(2), middle);
}

TEST_F(Heat, NumbersThatAreNotHaveACrossOfTheirOwn) {
    releases_all();
    run.append({test::bundle_at(100, 1), test::bundle_at(200, nan), test::bundle_at(800, 2)});
    const QImage image = strip.grab().toImage();
    std::set<QRgb> seen;
    for (int x = static_cast<int>(strip.pixel_of_step(220)); x < strip.pixel_of_step(780); ++x)
        seen.insert(image.pixel(x, static_cast<int>(strip.row(0).center().y())));
    EXPECT_GE(seen.size(), 2U); // crossed
    EXPECT_TRUE(strip.tip(0, 300).contains("NaN"));
    EXPECT_DOUBLE_EQ(strip.lowest(), 0.1); // the scale is that of the numbers
}

TEST_F(Heat, FrozenBlocksAreHatched) {
    run.append({test::bundle_at(10, 1), test::event_at(400, EventKind::released, "layer2"),
                test::bundle_at(800, 2)});
    const QImage image = strip.grab().toImage();
    const auto colors = [&](std::int64_t from, std::int64_t to) {
        std::set<QRgb> seen;
        for (auto x = static_cast<int>(strip.pixel_of_step(from)); x < strip.pixel_of_step(to); ++x)
            seen.insert(image.pixel(x, static_cast<int>(strip.row(2).center().y())));
        return seen.size();
    };
    EXPECT_GE(colors(50, 350), 2U);
    EXPECT_EQ(colors(420, 780), 1U);
}

TEST_F(Heat, ReadsOutWhatTheCursorIsOn) {
    run.append({test::bundle_at(100, 1), test::bundle_at(200, 2)});
    axis.set_cursor(150);
    EXPECT_EQ(strip.readout(), "Step 100   head 0.4   layer2 0.3   layer1 0.2   stem 0.1");
    EXPECT_EQ(strip.tip(3, 150), "head: 0.40 ± 0.10 at step 100, trainable");
    EXPECT_EQ(strip.tip(0, 150), "stem: 0.10 ± 0.10 at step 100, frozen");
    EXPECT_EQ(strip.tip(0, 900), "stem: no reading at step 900");
    axis.set_cursor({});
    EXPECT_TRUE(strip.readout().startsWith("Step 200"));
}

TEST_F(Heat, OffersEveryQuantityThatBlocksHave) {
    auto record = test::example_record();
    MetricInfo gradient{"gradient", "gradient", {10, 1000, 100}, {}, {}};
    for (const auto& name : test::example_blocks)
        gradient.series.push_back({"gradient_norm." + name, "Gradient norm", "|g|"});
    record.header.plan.metrics.push_back(gradient);
    ShownRun other(record, test::example_config(), RunMode::live);
    HeatStrip both(&other, &axis);
    EXPECT_EQ(both.choices(), (QStringList{"fisher_trace", "gradient_norm"}));
    EXPECT_TRUE(both.findChild<QComboBox*>()->isVisibleTo(&both));
    EXPECT_EQ(both.shown_choice(), "fisher_trace");
    other.append({test::bundle_at(100, 1)});
    both.choose("gradient_norm");
    EXPECT_EQ(both.shown_choice(), "gradient_norm");
    EXPECT_EQ(both.readout(), "No reading yet");
}

} // namespace
} // namespace thaw
