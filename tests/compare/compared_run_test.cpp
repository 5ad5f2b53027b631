#include "core/compare/compared_run.h"

#include "tests/compare/little_runs.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

TEST(SeriesText, IsTheLabelAndTellsSplitsApart) {
    RunRecord record = test::little_run({.series = {{"fisher_trace", {1}},
                                                    {"accuracy.id_test", {1}},
                                                    {"accuracy.rotate30", {1}},
                                                    {"plain", {1}}}})
                           ->record;
    for (auto& metric : record.header.plan.metrics) {
        SeriesInfo& series = metric.series.front();
        series.label = series.name == "fisher_trace"          ? "Fisher trace"
                       : series.name.starts_with("accuracy.") ? "Accuracy"
                                                              : "";
        series.symbol = series.name == "fisher_trace" ? "tr(F)" : "";
    }
    const ComparedRuns runs{compared_run("run.thaw.h5", record)};
    EXPECT_EQ(series_text(runs, "fisher_trace"), "Fisher trace tr(F)");
    EXPECT_EQ(series_text(runs, "accuracy.id_test"), "Accuracy, ID test");
    EXPECT_EQ(series_text(runs, "accuracy.rotate30"), "Accuracy, rotate30");
    EXPECT_EQ(series_text(runs, "plain"), "plain") << "no label";
    EXPECT_EQ(series_text(runs, "elsewhere"), "elsewhere");
}

} // namespace
} // namespace thaw
