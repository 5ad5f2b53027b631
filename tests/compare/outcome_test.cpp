// Outcomes of runs, and what a plane of them shows.
#include "core/compare/id_loss_window.h"
#include "core/compare/outcome_geometry.h"
#include "core/compare/run_outcome.h"
#include "core/compare/series_feature.h"
#include "tests/compare/little_runs.h"

#include <cmath>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsNan;
using testing::Pair;

const double nan = std::nan("");

TEST(RunOutcome, is_the_last_the_best_or_a_mean_of_readings) {
    const SharedRun run = test::little_run({.seed = 4,
                                            .stop = 300,
                                            .series = {{"accuracy.id_test", {0.1, 0.9, 0.7, 0.8}},
                                                       {"accuracy.ood_mean", {0.2, nan, 0.4, 0.3}},
                                                       {"loss.id_test", {4, 1, 2, 3}},
                                                       {"fisher_trace", {4, 1, 2, 3}}}});
    const auto of = [&](const char* series, const char* how) {
        return judged(run->record, series, judgement_from_text(how).value());
    };
    EXPECT_EQ(of("accuracy.id_test", "last"), 0.8);
    EXPECT_EQ(of("accuracy.id_test", "best"), 0.9);
    EXPECT_EQ(of("loss.id_test", "best"), 1);
    EXPECT_THAT(of("accuracy.id_test", "mean:3"), DoubleEq(0.8));
    EXPECT_THAT(of("accuracy.id_test", "mean:99"), DoubleEq(2.5 / 4));
    EXPECT_EQ(of("accuracy.ood_mean", "best"), 0.4);
    EXPECT_THAT(of("accuracy.ood_mean", "mean:4"), IsNan());
    EXPECT_THAT(of("fisher_trace", "best"), IsNan()) << "nobody knows what is best of it";
    EXPECT_THAT(of("no_such_series", "last"), IsNan());
    const RunOutcome all = outcome(*run, "accuracy.id_test", "accuracy.ood_mean", {});
    EXPECT_EQ(all.id, 0.8);
    EXPECT_EQ(all.ood, 0.3);
    EXPECT_EQ(all.stop, 300);
    EXPECT_EQ(all.seed, 4);
    EXPECT_EQ(usual_id_series({run}), "accuracy.id_test");
    EXPECT_EQ(usual_ood_series({run}), "accuracy.ood_mean");
}

// Regression is judged by R2; neither validation sets nor the calibration take part unless asked.
TEST(RunOutcome, is_of_the_main_score_unless_asked) {
    const SharedRun run = test::little_run({.series = {{"calibration_error.id_test", {0.3, 0.1}},
                                                       {"calibration_error.ood_mean", {0.2}},
                                                       {"r2.id_test", {0.9}},
                                                       {"r2.id_validation", {0.4, 0.8, 0.6}},
                                                       {"r2.ood_mean", {0.5}}}});
    EXPECT_EQ(usual_id_series({run}), "r2.id_test");
    EXPECT_EQ(usual_ood_series({run}), "r2.ood_mean");
    const auto best = judgement_from_text("best").value();
    EXPECT_EQ(judged(run->record, "r2.id_validation", best), 0.8);
    EXPECT_EQ(judged(run->record, "calibration_error.id_test", best), 0.1) << "less is better";
    EXPECT_EQ(usual_ood_series({test::little_run({.series = {{"r2.id_validation", {1}}}})}), "");
}

TEST(RunOutcome, a_metric_under_its_own_id_speaks_first) {
    RunRecord record = test::little_run({.series = {{"accuracy.id_test", {1}}}})->record;
    MetricInfo& metric = record.header.plan.metrics[0];
    metric.name = "all_of_it";
    metric.id = "evaluation";
    metric.series[0].name = "all_of_it.accuracy.id_test";
    EXPECT_EQ(usual_id_series({compared_run("a.thaw.h5", record)}), "all_of_it.accuracy.id_test");
    record.header.plan.metrics.push_back(
        {"evaluation", "evaluation", {}, {}, {test::described("accuracy.id_test")}});
    record.metrics.push_back(record.metrics[0]);
    EXPECT_EQ(usual_id_series({compared_run("a.thaw.h5", record)}), "accuracy.id_test");
}

TEST(RunOutcome, refuses_other_words) {
    for (const char* word : {"", "first", "mean", "mean:", "mean:0", "mean:-3", "mean:3x",
                             "mean:1000001", "mean:99999999999", "mean:99999999999999999999"})
        EXPECT_FALSE(judgement_from_text(word)) << word;
}

TEST(SeriesFeature, is_one_number_of_a_curve) {
    const SharedRun run =
        test::little_run({.stop = 25, .series = {{"fisher_trace", {4, nan, 9, 3}}}});
    const auto of = [&](SeriesFeature feature) {
        return feature_of(run->record, "fisher_trace", feature);
    };
    EXPECT_EQ(of(SeriesFeature::last), 3);
    EXPECT_EQ(of(SeriesFeature::greatest), 9);
    EXPECT_NEAR(of(SeriesFeature::mean), 16.0 / 3, 1e-12);
    EXPECT_EQ(of(SeriesFeature::at_stop), 9); // read at step 20, stopped at 25
    const SharedRun unstopped = test::little_run({.series = {{"fisher_trace", {4}}}});
    EXPECT_THAT(feature_of(unstopped->record, "fisher_trace", SeriesFeature::at_stop), IsNan());
}

TEST(Pareto, front_is_what_nothing_beats) {
    const std::vector<OutcomePoint> points{{0.9, 0.5}, {0.8, 0.6},  {0.8, 0.55}, {0.7, 0.4},
                                           {0.6, 0.7}, {nan, 0.99}, {0.8, 0.6},  {0.9, 0.4}};
    // By growing id; of equal points both.
    EXPECT_THAT(pareto_front(points), ElementsAre(4, 6, 1, 0));
    EXPECT_THAT(pareto_front({}), IsEmpty());
    EXPECT_THAT(pareto_front({{nan, 1}}), IsEmpty());
    // Errors: less is better, in one or in both; still by growing id.
    EXPECT_THAT(pareto_front({{1, 5}, {2, 3}, {3, 4}, {4, 1}}, Better::less, Better::less),
                ElementsAre(0, 1, 3));
    EXPECT_THAT(pareto_front({{1, 5}, {2, 3}, {3, 4}, {4, 1}}, Better::unknown, Better::less),
                ElementsAre(3));
}

TEST(SeedEllipse, has_the_axes_of_the_covariance) {
    // Two and one along axes turned by atan(3 / 4): the covariance is known.
    const double c = 0.8, s = 0.6;
    std::vector<OutcomePoint> points;
    for (const auto& [a, b] : {std::pair{2, 0}, {-2, 0}, {0, 1}, {0, -1}})
        points.push_back({0.5 + a * c - b * s, 0.25 + a * s + b * c});
    const auto ellipse = seed_ellipse(points, 2);
    ASSERT_TRUE(ellipse);
    EXPECT_THAT(ellipse->centre.id, DoubleNear(0.5, 1e-12));
    EXPECT_THAT(ellipse->centre.ood, DoubleNear(0.25, 1e-12));
    // Variances 8 / 3 and 2 / 3; at two deviations.
    const double major = 2 * std::sqrt(8.0 / 3), minor = 2 * std::sqrt(2.0 / 3);
    EXPECT_NEAR(ellipse->axes[0].id, major * c, 1e-12);
    EXPECT_NEAR(ellipse->axes[0].ood, major * s, 1e-12);
    EXPECT_NEAR(ellipse->axes[1].id, -minor * s, 1e-12);
    EXPECT_NEAR(ellipse->axes[1].ood, minor * c, 1e-12);
    const auto outline = ellipse->outline(4);
    ASSERT_EQ(outline.size(), 4U);
    EXPECT_NEAR(outline[2].id, 0.5 - major * c, 1e-12);
    EXPECT_FALSE(seed_ellipse({{1, 2}, {3, 4}, {nan, 5}})) << "two points make a line";
}

TEST(IdLossWindow, is_where_less_than_half_a_point_is_lost) {
    const std::vector<RunOutcome> runs{
        {0.930, 0.70, -1, 1},  {0.934, 0.72, -1, 2},  {0.931, 0.73, 100, 1}, {0.929, 0.74, 100, 2},
        {0.928, 0.75, 300, 1}, {0.920, 0.76, 200, 1}, {0.929, 0.77, 400, 1}, {0.900, 0.78, 900, 1}};
    const IdLossWindow window = id_loss_window(runs);
    EXPECT_NEAR(window.reference, 0.932, 1e-12);
    EXPECT_TRUE(window.of_baseline);
    EXPECT_THAT(window.spans, ElementsAre(Pair(100, 100), Pair(300, 400)));
    const auto stops = by_stop(runs);
    ASSERT_EQ(stops.size(), 5U);
    EXPECT_EQ(stops[0].n, 2U);
    EXPECT_NEAR(stops[0].id, 0.93, 1e-12);
    EXPECT_NEAR(stops[0].ood, 0.735, 1e-12);
}

TEST(IdLossWindow, without_standard_training_compares_with_the_best_stop) {
    const IdLossWindow window =
        id_loss_window({{0.93, 0.7, 100, 1}, {0.926, 0.7, 200, 1}, {0.92, 0.7, 300, 1}});
    EXPECT_FALSE(window.of_baseline);
    EXPECT_EQ(window.reference, 0.93);
    EXPECT_THAT(window.spans, ElementsAre(Pair(100, 200)));
    EXPECT_THAT(id_loss_window({}).spans, IsEmpty());
}

} // namespace
} // namespace thaw
