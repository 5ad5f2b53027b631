#include "core/compare/compared_run.h"

#include "tests/compare/little_runs.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

TEST(SeriesText, IsTheLabelAndTellsSplitsApart) {
    RunRecord record = test::little_run({.series = {{"fisher_trace", {1}},
                                                    {"fisher_trace.head", {1}},
                                                    {"S", {1}},
                                                    {"S.head", {1}},
                                                    {"wide", {1}},
                                                    {"wide.head", {1}},
                                                    {"accuracy.id_test", {1}},
                                                    {"accuracy.rotate30", {1}},
                                                    {"plain", {1}}}})
                           ->record;
    for (auto& metric : record.header.plan.metrics) {
        SeriesInfo& series = metric.series.front();
        const std::string beginning = series.name.substr(0, series.name.find('.'));
        series.label = beginning == "fisher_trace" ? "Fisher trace"
                       : beginning == "accuracy"   ? "Accuracy"
                       : beginning == "plain"      ? ""
                                                   : "Sharpness";
        series.symbol = beginning == "fisher_trace" ? "tr(F)" : "";
    }
    const ComparedRuns runs{compared_run("run.thaw.h5", record)};
    EXPECT_EQ(series_text(runs, "fisher_trace"), "Fisher trace tr(F)");
    EXPECT_EQ(series_text(runs, "fisher_trace.head"), "Fisher trace tr(F), head");
    EXPECT_EQ(series_text(runs, "S"), "Sharpness, S") << "another metric has the same label";
    EXPECT_EQ(series_text(runs, "wide"), "Sharpness, wide");
    EXPECT_EQ(series_text(runs, "S.head"), "Sharpness, S.head") << "both have a block head";
    EXPECT_EQ(series_text(runs, "accuracy.id_test"), "Accuracy, ID test");
    EXPECT_EQ(better_of(runs, "accuracy.id_test"), Better::greater);
    EXPECT_EQ(better_of(runs, "elsewhere"), Better::unknown);
    EXPECT_EQ(series_text(runs, "accuracy.rotate30"), "Accuracy, rotate30");
    EXPECT_EQ(series_text(runs, "plain"), "plain") << "no label";
    EXPECT_EQ(series_text(runs, "elsewhere"), "elsewhere");
}

} // namespace
} // namespace thaw
