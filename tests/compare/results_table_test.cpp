#include "core/compare/results_table.h"

#include "core/compare/config_diff.h"
#include "tests/compare/little_runs.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

ComparedRuns six_runs() {
    return {test::ended_run(1, 100, 0.90, 0.50), test::ended_run(2, 100, 0.92, 0.52),
            test::ended_run(1, 300, 0.91, 0.60), test::ended_run(2, 300, 0.91, 0.64),
            test::ended_run(1, -1, 0.93, 0.40),  test::ended_run(3, -1, 0.95, 0.44)};
}

ResultsTable table_of(const ComparedRuns& runs, const char* baseline) {
    const auto groups = grouped(runs, Field("stop_step"));
    std::string name;
    for (const auto& group : groups)
        if (is_known(group.value) && to_text(group.value) == baseline)
            name = group.name;
    return results_table(groups, "Stop", {"accuracy.id_test", "accuracy.ood_mean"}, {}, name);
}

TEST(ResultsTable, has_means_and_deviations_with_the_best_marked) {
    const ResultsTable table = table_of(six_runs(), "");
    ASSERT_THAT(table.rows, SizeIs(3));
    EXPECT_THAT(table.rows[2].group, HasSubstr("none")) << "runs without a stop come last";
    EXPECT_NEAR(table.rows[0].cells[0].summary.mean, 0.91, 1e-12);
    EXPECT_NEAR(table.rows[0].cells[0].summary.sd, std::sqrt(0.0002), 1e-12);
    EXPECT_FALSE(table.rows[0].cells[1].best);
    EXPECT_TRUE(table.rows[1].cells[1].best);
    EXPECT_TRUE(table.rows[2].cells[0].best);
    EXPECT_EQ(cell_text(table.rows[1].cells[1].summary, table.columns[1]), "62.0 ± 2.8");
    EXPECT_EQ(cell_text(table.rows[1].cells[0].summary, table.columns[0]), "91.00 ± 0");
    EXPECT_THAT(table.baseline, IsEmpty());
}

TEST(ResultsTable, compares_seed_by_seed) {
    const ResultsTable table = table_of(six_runs(), "100");
    const auto& difference = table.rows[1].cells[1].difference;
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->n, 2U);
    EXPECT_NEAR(difference->mean, 0.11, 1e-12); // 0.60 - 0.50 and 0.64 - 0.52
    EXPECT_NEAR(difference->sd, std::sqrt(0.0002), 1e-12);
    EXPECT_EQ(difference_text(*difference, table.columns[1]), "+11.0 ± 1.0");
    EXPECT_EQ(table.rows[2].cells[1].difference->n, 1U) << "only one seed is on both sides";
    EXPECT_FALSE(table.rows[0].cells[1].difference) << "the baseline itself";
}

TEST(ResultsTable, is_written_for_papers_and_programs) {
    const ResultsTable table = table_of(six_runs(), "");
    const std::string latex = to_text(table, "latex");
    EXPECT_THAT(latex, HasSubstr("\\toprule"));
    EXPECT_THAT(latex, HasSubstr("accuracy.ood\\_mean (\\%)"));
    EXPECT_THAT(latex, HasSubstr("$\\mathbf{62.0} \\pm 2.8$"));
    EXPECT_THAT(latex, HasSubstr("\\bottomrule"));
    const std::string markdown = to_text(table, "markdown");
    EXPECT_THAT(markdown, HasSubstr("**62.0 ± 2.8**"));
    EXPECT_THAT(markdown, HasSubstr("|---|---:|---:|---:|"));
    const std::string csv = to_text(table, "csv");
    EXPECT_THAT(csv, HasSubstr("accuracy.ood_mean,2,0.62,"));
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 3 * 2);
}

TEST(ResultsTable, says_where_there_is_nothing) {
    const auto groups = grouped({test::little_run({.stop = 5})}, Field("stop_step"));
    const ResultsTable table = results_table(groups, "Stop", {"accuracy.id_test"}, {});
    EXPECT_EQ(cell_text(table.rows[0].cells[0].summary, table.columns[0]), "–");
    EXPECT_FALSE(table.rows[0].cells[0].best);
    EXPECT_THAT(to_text(table, "latex"), HasSubstr("& --"));
}

// One of three seeds diverged: the mean is of two, and every form of the table says so.
TEST(ResultsTable, says_over_how_many_runs_each_mean_is) {
    const ComparedRuns runs{test::ended_run(1, 100, 0.90, 0.50),
                            test::ended_run(2, 100, 0.92, 0.52),
                            test::ended_run(3, 100, std::nan(""), 0.51)};
    const ResultsTable table = table_of(runs, "");
    EXPECT_EQ(share_text(table.rows[0], table.rows[0].cells[0]), "2 of 3");
    EXPECT_EQ(share_text(table.rows[0], table.rows[0].cells[1]), "");
    EXPECT_THAT(to_text(table, "latex"),
                HasSubstr(" & 3 & $\\mathbf{91.0} \\pm 1.4$ (2 of 3) & $"));
    EXPECT_THAT(to_text(table, "latex"), HasSubstr("over 2 of the 3 runs"));
    EXPECT_THAT(to_text(table, "markdown"), HasSubstr("**91.0 ± 1.4** (2 of 3) |"));
    EXPECT_THAT(to_text(table, "csv"), HasSubstr(",3,accuracy.id_test,2,0.91,"));
    EXPECT_THAT(to_text(table_of(six_runs(), ""), "latex"), Not(HasSubstr(" of ")));
    EXPECT_THAT(left_out_text(table_of(six_runs(), "")), IsEmpty());
}

// What a column is stands in the runs' plans: a share is in per cent, and of errors less is better.
TEST(ResultsTable, asks_the_plan_and_not_the_name) {
    const auto run = [](std::int64_t stop, double error, double r2) {
        return test::little_run(
            {.stop = stop,
             .series = {{"calibration_error.ood_mean", {error}}, {"r2.ood_mean", {r2}}}});
    };
    const auto groups = grouped({run(100, 0.12, 0.5), run(300, 0.08, 0.7)}, Field("stop_step"));
    const ResultsTable table =
        results_table(groups, "Stop", {"calibration_error.ood_mean", "r2.ood_mean", "none"}, {});
    EXPECT_TRUE(table.rows[1].cells[0].best);
    EXPECT_FALSE(table.rows[0].cells[0].best);
    EXPECT_TRUE(table.rows[1].cells[1].best);
    EXPECT_EQ(cell_text(table.rows[0].cells[0].summary, table.columns[0]), "12.00");
    EXPECT_EQ(cell_text(table.rows[0].cells[1].summary, table.columns[1]), "0.5");
    EXPECT_EQ(column_name(table.columns[0]), "calibration_error.ood_mean (%)");
    EXPECT_EQ(column_name(table.columns[1]), "r2.ood_mean");
    EXPECT_EQ(column_name(table.columns[2]), "none");
}

TEST(PairedDifference, of_curves_is_taken_by_seed) {
    const auto run = [](std::int64_t seed, std::vector<double> values) {
        return test::little_run({.seed = seed, .series = {{"loss", std::move(values)}}});
    };
    const auto pairs = paired_by_seed({run(2, {5, 6}), run(1, {1, 2}), run(9, {0, 0})},
                                      {run(1, {0, 4}), run(2, {5, 5})});
    ASSERT_THAT(pairs, SizeIs(2));
    EXPECT_EQ(pairs[0].seed, 1);
    const auto curves = difference_curves(pairs, "loss", {}, Alignment::common);
    ASSERT_THAT(curves, SizeIs(2));
    EXPECT_THAT(curves[0].y, ElementsAre(1, -2));
    EXPECT_THAT(curves[1].y, ElementsAre(0, 1));
    EXPECT_THAT(difference_curves(pairs, "none", {}, Alignment::common), IsEmpty());
}

TEST(ConfigDiff, tells_settings_and_deeds_that_differ) {
    Event rate;
    rate.step = 40;
    rate.kind = EventKind::learning_rate_set;
    rate.details.set("learning_rate", 0.01);
    const auto a = test::little_run({.seed = 1, .stop = 100, .config = "[network]\nwidth = 4\n"});
    const auto b = test::little_run(
        {.seed = 2, .stop = 300, .config = "[network]\nwidth = 4\ndepth = 2\n", .events = {rate}});
    const auto differences = config_diff({a, b});
    std::vector<std::string> keys;
    for (const auto& difference : differences)
        keys.push_back(difference.key);
    EXPECT_THAT(
        keys, ElementsAre("network.depth", "run.seed", "all blocks released", "learning rate set"));
    EXPECT_THAT(differences[0].values, ElementsAre("", "2"));
    EXPECT_THAT(differences[2].values, ElementsAre("step 100", "step 300"));
    EXPECT_THAT(differences[3].values, ElementsAre("", "step 40: 0.01"));
    EXPECT_FALSE(differences[1].done);
    EXPECT_TRUE(differences[3].done);
    EXPECT_THAT(config_diff({a, a}), IsEmpty());
}

} // namespace
} // namespace thaw
