#include "core/figures/axis.h"

#include <cmath>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;

std::vector<std::string> labels(const PrintTicks& ticks) {
    std::vector<std::string> all;
    for (const PrintTick& tick : ticks.ticks)
        if (!tick.label.empty())
            all.push_back(tick.label);
    return all;
}
std::vector<double> minor(const PrintTicks& ticks) {
    std::vector<double> all;
    for (const PrintTick& tick : ticks.ticks)
        if (tick.label.empty())
            all.push_back(tick.value);
    return all;
}
PrintTicks linear(double low, double high, int wanted = 5) {
    return paper_ticks({PrintScale::linear, low, high}, wanted);
}
PrintTicks logarithmic(double low, double high, int wanted = 5) {
    return paper_ticks({PrintScale::logarithmic, low, high}, wanted);
}

TEST(PaperTicks, are_round_and_have_the_same_number_of_decimals) {
    EXPECT_THAT(labels(linear(0, 1)), ElementsAre("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"));
    EXPECT_THAT(labels(linear(0.47, 0.58, 4)),
                ElementsAre("0.475", "0.500", "0.525", "0.550", "0.575"));
    EXPECT_THAT(labels(linear(0, 938)), ElementsAre("0", "200", "400", "600", "800"));
}

TEST(PaperTicks, negative_numbers_have_a_true_minus_and_zero_none) {
    EXPECT_THAT(labels(linear(-1, 1, 4)), ElementsAre("−1.0", "−0.5", "0.0", "0.5", "1.0"));
}

TEST(PaperTicks, large_and_small_numbers_share_an_exponent) {
    const PrintTicks large = linear(0, 400000, 4);
    EXPECT_EQ(large.exponent, 3);
    EXPECT_THAT(labels(large), ElementsAre("0", "100", "200", "300", "400"));
    EXPECT_EQ(linear(0, 99999).exponent, 0);
    const PrintTicks small = linear(0, 4e-5, 4);
    EXPECT_EQ(small.exponent, -5);
    EXPECT_THAT(labels(small), ElementsAre("0", "1", "2", "3", "4"));
}

TEST(PaperTicks, decades_are_powers_of_ten_with_minor_ticks_between) {
    const PrintTicks ticks = logarithmic(0.008, 1200);
    EXPECT_THAT(labels(ticks), ElementsAre("$10^{−2}$", "$10^{−1}$", "$10^{0}$", "$10^{1}$",
                                           "$10^{2}$", "$10^{3}$"));
    EXPECT_THAT(minor(logarithmic(1, 1000)),
                ElementsAre(2, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90, 200, 300, 400,
                            500, 600, 700, 800, 900));
}

TEST(PaperTicks, many_decades_are_labelled_every_few) {
    const PrintTicks ticks = logarithmic(1e-12, 1, 4);
    EXPECT_THAT(labels(ticks),
                ElementsAre("$10^{−12}$", "$10^{−9}$", "$10^{−6}$", "$10^{−3}$", "$10^{0}$"));
    EXPECT_EQ(minor(ticks).size(), 8U); // the decades between
}

TEST(PaperTicks, stay_few_over_all_the_numbers_that_there_are) {
    for (const double low : {5e-324, 1e-300, 1e-100, 1e-40})
        for (const double high : {1.0, 1e300, 1.7e308}) {
            const PrintTicks ticks = logarithmic(low, high, 5);
            EXPECT_GE(labels(ticks).size(), 2U) << low << " " << high;
            EXPECT_LE(labels(ticks).size(), 8U) << low << " " << high;
            EXPECT_LE(minor(ticks).size(), 40U) << low << " " << high;
        }
}

TEST(PrintAxis, spans_the_least_and_the_greatest_doubles) {
    const PrintAxis wide = axis_over(PrintScale::logarithmic, 5e-324, 1.7e308, 0.04);
    EXPECT_GT(wide.low, 0);
    EXPECT_TRUE(std::isfinite(wide.high));
    EXPECT_NEAR(wide.part(1), 0.5, 0.02);
    EXPECT_NEAR(wide.value_at(wide.part(3)), 3, 1e-9);
    const PrintAxis lines = axis_over(PrintScale::linear, -1.7e308, 1.7e308, 0.04);
    EXPECT_TRUE(std::isfinite(lines.high - lines.low));
    EXPECT_NEAR(lines.part(0), 0.5, 1e-9);
    EXPECT_LE(paper_ticks(lines, 5).ticks.size(), 13U);
}

TEST(PaperTicks, few_decades_have_labels_between_them) {
    EXPECT_THAT(labels(logarithmic(0.9, 12)), ElementsAre("1", "2", "5", "10"));
    EXPECT_THAT(labels(logarithmic(0.3, 0.9)), testing::SizeIs(testing::Ge(2U)));
    EXPECT_THAT(labels(logarithmic(2.1, 2.4)), testing::SizeIs(testing::Ge(2U)));
}

class AnyAxis : public testing::TestWithParam<std::tuple<PrintScale, double, double, int>> {};

TEST_P(AnyAxis, has_two_labels_or_more_in_order_and_inside) {
    const auto [scale, low, span, wanted] = GetParam();
    const PrintAxis axis{scale, low, scale == PrintScale::linear ? low + span : low * (1 + span)};
    const PrintTicks ticks = paper_ticks(axis, wanted);
    EXPECT_GE(labels(ticks).size(), 2U) << low << " " << span;
    EXPECT_LE(labels(ticks).size(), static_cast<std::size_t>(2 * wanted + 3));
    for (std::size_t i = 0; i < ticks.ticks.size(); ++i) {
        const double part = axis.part(ticks.ticks[i].value);
        EXPECT_GE(part, -1e-6);
        EXPECT_LE(part, 1 + 1e-6);
        if (i > 0) {
            EXPECT_LT(ticks.ticks[i - 1].value, ticks.ticks[i].value);
        }
    }
}
INSTANTIATE_TEST_SUITE_P(
    each, AnyAxis,
    testing::Combine(testing::Values(PrintScale::linear, PrintScale::logarithmic),
                     testing::Values(1e-9, 0.0123, 0.9, 1.0, 17.0, 3e7),
                     testing::Values(0.11, 0.73, 9.0, 77.0, 1e4, 1e9), testing::Values(2, 4, 7)));

TEST(PrintAxis, maps_both_ways) {
    for (const PrintAxis axis :
         {PrintAxis{PrintScale::linear, -3, 5}, PrintAxis{PrintScale::logarithmic, 0.01, 300}}) {
        EXPECT_NEAR(axis.part(axis.low), 0, 1e-12);
        EXPECT_NEAR(axis.part(axis.high), 1, 1e-12);
        EXPECT_NEAR(axis.value_at(axis.part(0.7)), 0.7, 1e-12);
    }
    EXPECT_TRUE(std::isnan(PrintAxis({PrintScale::logarithmic, 1, 2}).part(0)));
}

TEST(PrintAxis, spreads_what_has_no_extent) {
    const PrintAxis linear = axis_over(PrintScale::linear, 3, 3, 0.05);
    EXPECT_LT(linear.low, 3);
    EXPECT_GT(linear.high, 3);
    const PrintAxis zero = axis_over(PrintScale::linear, 0, 0, 0);
    EXPECT_LT(zero.low, zero.high);
    const PrintAxis log = axis_over(PrintScale::logarithmic, 3, 3, 0.05);
    EXPECT_GT(log.low, 0);
    EXPECT_LT(log.low, log.high);
}

} // namespace
} // namespace thaw
