#include "core/compare/group_curve.h"

#include "core/compare/sample_summary.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;

const double nan = std::nan("");

AlignedCurves three_runs() {
    return aligned_curves({{{0, 1}, {1, 2}}, {{0, 1}, {2, 4}}, {{0, 1}, {6, nan}}},
                          Alignment::interpolated);
}

TEST(GroupCurve, is_mean_and_standard_deviation) {
    const GroupCurve group = group_curve(three_runs(), Centre::mean, Band::sd);
    EXPECT_THAT(group.centre, ElementsAre(3, 3));
    // 1, 2, 6: squares 4 + 1 + 9 over 2; 2, 4: squares 1 + 1 over 1.
    EXPECT_THAT(group.high, ElementsAre(DoubleNear(3 + std::sqrt(7.0), 1e-12),
                                        DoubleNear(3 + std::sqrt(2.0), 1e-12)));
    EXPECT_THAT(group.low[0], DoubleNear(3 - std::sqrt(7.0), 1e-12));
    EXPECT_THAT(group.n, ElementsAre(3, 2));
    EXPECT_EQ(group.runs, 3U);
    EXPECT_EQ(legend_text(group),
              "mean ± SD, n = 2–3, 1 with readings that are not finite, left out there");
}

TEST(GroupCurve, knows_students_t) {
    // Of tables: 12.706, 4.303, 2.776, 2.262 (0.975 quantile, 1, 2, 4, 9 degrees of freedom).
    EXPECT_NEAR(t_quantile(2), 12.706204736, 1e-8);
    EXPECT_NEAR(t_quantile(3), 4.302652730, 1e-8);
    EXPECT_NEAR(t_quantile(5), 2.776445105, 1e-8);
    EXPECT_NEAR(t_quantile(10), 2.262157163, 1e-8);
    EXPECT_NEAR(t_quantile(1001), 1.962339081, 1e-8);
    EXPECT_THAT(t_quantile(1), IsNan());
    const GroupCurve group = group_curve(three_runs(), Centre::mean, Band::ci95);
    EXPECT_NEAR(group.high[0], 3 + 4.302652730 * std::sqrt(7.0 / 3), 1e-7);
    EXPECT_NEAR(group.low[1], 3 - 12.706204736 * std::sqrt(2.0 / 2), 1e-7);
    EXPECT_THAT(legend_text(group), HasSubstr("mean with its 95 % CI (Student t)"));
    const GroupCurve error = group_curve(three_runs(), Centre::mean, Band::se);
    EXPECT_NEAR(error.high[0], 3 + std::sqrt(7.0 / 3), 1e-12);
}

TEST(GroupCurve, is_median_and_quartiles) {
    const GroupCurve group = group_curve(three_runs(), Centre::median, Band::iqr);
    EXPECT_THAT(group.centre, ElementsAre(2, 3));
    EXPECT_THAT(group.low, ElementsAre(1.5, 2.5)); // type 7, as numpy.percentile
    EXPECT_THAT(group.high, ElementsAre(4, 3.5));
    EXPECT_THAT(legend_text(group), HasSubstr("median with IQR"));
}

TEST(GroupCurve, of_one_run_has_no_band) {
    const GroupCurve group =
        group_curve(aligned_curves({{{0}, {5}}}, Alignment::common), Centre::mean, Band::sd);
    EXPECT_THAT(group.centre, ElementsAre(5));
    EXPECT_THAT(group.low, ElementsAre(IsNan()));
    EXPECT_EQ(legend_text(group), "mean, n = 1, no SD of one run");
}

TEST(GroupCurve, says_how_it_was_aligned) {
    const std::vector<Curve> curves{{{0, 2}, {0, 2}}, {{1, 2}, {3, 3}}};
    const auto text = [&](Alignment how) {
        return legend_text(group_curve(aligned_curves(curves, how), Centre::mean, Band::none));
    };
    EXPECT_EQ(text(Alignment::common), "mean, n = 2, only where all runs have a reading");
    EXPECT_EQ(text(Alignment::held), "mean, n = 1–2, last readings carried forward");
    EXPECT_EQ(text(Alignment::interpolated),
              "mean, n = 1–2, interpolated linearly between readings");
}

TEST(SampleSummary, leaves_out_what_is_not_finite) {
    const SampleSummary summary = summarise({1, nan, 3, std::numeric_limits<double>::infinity()});
    EXPECT_EQ(summary.n, 2U);
    EXPECT_EQ(summary.mean, 2);
    EXPECT_NEAR(summary.sd, std::sqrt(2.0), 1e-15);
    EXPECT_EQ(summarise({}).n, 0U);
    EXPECT_THAT(summarise({nan}).mean, IsNan());
}

} // namespace
} // namespace thaw
