#include "widgets/axis_scale.h"

#include "widgets/plots/plot_map.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace thaw {
namespace {

constexpr AxisScale all_scales[] = {AxisScale::linear, AxisScale::logarithmic,
                                    AxisScale::symmetric_log};

std::vector<double> labelled(const std::vector<Tick>& ticks) {
    std::vector<double> values;
    for (const auto& tick : ticks)
        if (!tick.label.isEmpty())
            values.push_back(tick.value);
    return values;
}

QString label_of(const std::vector<Tick>& ticks, double value) {
    for (const auto& tick : ticks)
        if (std::abs(tick.value - value) <= 1e-9 * std::abs(value))
            return tick.label;
    return QStringLiteral("none");
}

TEST(AxisScale, PositionsGoThereAndBack) {
    for (const AxisScale scale : all_scales)
        for (const double value : {1e-6, 0.3, 1.0, 1.5, 12.0, 1e9})
            EXPECT_NEAR(from_axis(scale, to_axis(scale, value, 0.5), 0.5) / value, 1, 1e-12);
    for (const double value : {-40.0, -0.5, 0.0, 0.2})
        EXPECT_NEAR(
            from_axis(AxisScale::symmetric_log, to_axis(AxisScale::symmetric_log, value, 0.5), 0.5),
            value, 1e-12);
    EXPECT_TRUE(std::isnan(to_axis(AxisScale::logarithmic, 0)));
    EXPECT_TRUE(std::isnan(to_axis(AxisScale::logarithmic, -1)));
}

TEST(AxisScale, SymmetricIsSmoothAtItsThreshold) {
    const double t = 0.01, h = 1e-8;
    const auto at = [&](double x) { return to_axis(AxisScale::symmetric_log, x, t); };
    EXPECT_NEAR(at(t), 1, 1e-12);
    EXPECT_NEAR((at(t) - at(t - h)) / h, (at(t + h) - at(t)) / h, 1e-3);
    EXPECT_EQ(at(-3), -at(3));
}

TEST(AxisScale, LinearTicksAreRoundAndInside) {
    for (const auto& [low, high] : {std::pair{0.0, 1.0},
                                    {-3.7, 12.2},
                                    {0.4213, 0.4297},
                                    {1e-12, 3e-12},
                                    {123456.0, 123457.0},
                                    {-5e8, 9e8}}) {
        const auto values = labelled(ticks(AxisScale::linear, low, high, 6));
        ASSERT_GE(values.size(), 2U) << low;
        EXPECT_LE(values.size(), 8U) << low;
        const double step = values[1] - values[0];
        const double mantissa = step / std::pow(10, std::floor(std::log10(step) + 1e-6));
        EXPECT_TRUE(std::min({std::abs(mantissa - 1), std::abs(mantissa - 2),
                              std::abs(mantissa - 5)}) < 1e-3)
            << mantissa;
        EXPECT_GE(values.front(), low - step * 1e-6);
        EXPECT_LE(values.back(), high + step * 1e-6);
    }
}

TEST(AxisScale, NeighbouringLabelsDiffer) {
    for (const AxisScale scale : all_scales)
        for (const auto& [low, high] : {std::pair{0.4213, 0.4297},
                                        {1.0, 1e5},
                                        {2.0, 3.0},
                                        {1e-7, 2e-3},
                                        {99999.0, 100001.0}}) {
            QString before;
            for (const auto& tick : ticks(scale, low, high, 6)) {
                if (tick.label.isEmpty())
                    continue;
                EXPECT_NE(tick.label, before) << low;
                before = tick.label;
            }
        }
}

TEST(AxisScale, LogarithmicTicksAreDecades) {
    const auto wide = ticks(AxisScale::logarithmic, 1e-6, 1e6, 7);
    EXPECT_EQ(label_of(wide, 1e-6), QStringLiteral("10⁻⁶"));
    EXPECT_EQ(label_of(wide, 1), QStringLiteral("1"));
    const auto values = labelled(wide);
    EXPECT_GE(values.size(), 5U);
    EXPECT_LE(values.size(), 8U);
    const auto some = ticks(AxisScale::logarithmic, 0.8, 120, 6);
    EXPECT_EQ(labelled(some), (std::vector<double>{1, 10, 100}));
    EXPECT_GT(some.size(), 15U) << "minor ticks between decades";
    const auto few = labelled(ticks(AxisScale::logarithmic, 1, 30, 8));
    EXPECT_EQ(few, (std::vector<double>{1, 2, 5, 10, 20}));
    EXPECT_GE(labelled(ticks(AxisScale::logarithmic, 6.1, 6.9, 5)).size(), 2U);
}

TEST(AxisScale, SymmetricTicksPassThroughZero) {
    const auto all = ticks(AxisScale::symmetric_log, -1000, 1000, 9, 1);
    EXPECT_NE(label_of(all, 0), QString());
    const auto values = labelled(all);
    EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
    EXPECT_LT(values.front(), -1);
    EXPECT_GT(values.back(), 1);
    EXPECT_LE(values.size(), 11U);
}

TEST(AxisScale, RangesThatAreNoneHaveNoTicks) {
    for (const AxisScale scale : all_scales) {
        EXPECT_TRUE(ticks(scale, 1, 1, 5).empty());
        EXPECT_TRUE(ticks(scale, 2, 1, 5).empty());
        EXPECT_TRUE(ticks(scale, std::nan(""), 1, 5).empty());
    }
}

TEST(AxisMap, PixelsGoThereAndBack) {
    for (const AxisScale scale : all_scales) {
        const AxisMap map(scale, 0.5, 200, 300, 20, 0.1); // upside down, as y is
        EXPECT_NEAR(map.pixel(0.5), 300, 1e-9);
        EXPECT_NEAR(map.pixel(200), 20, 1e-9);
        for (const double pixel : {20.0, 77.5, 299.0})
            EXPECT_NEAR(map.pixel(map.value(pixel)), pixel, 1e-9);
        EXPECT_NEAR(map.zoomed(2, 100).value(100), map.value(100), 1e-9);
        EXPECT_NEAR(map.moved(15).pixel(map.value(100)), 115, 1e-9);
    }
    EXPECT_TRUE(std::isnan(AxisMap(AxisScale::logarithmic, 1, 10, 0, 100).pixel(-1)));
}

} // namespace
} // namespace thaw
