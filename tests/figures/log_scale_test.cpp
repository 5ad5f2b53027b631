// What a scale cannot show is counted, and a frame without anything says why.
#include "core/figures/figure_scene.h"
#include "core/figures/figure_writers.h"
#include "tests/figures/figure_runs.h"

#include <cmath>
#include <functional>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Made {
    FigureData data;
    FigureScene scene;
};

Made make(const std::string& panel, const ComparedRuns& runs) {
    const FigureDocument document = parse_figure(test::one_panel(panel), "figure.toml");
    Made made;
    made.data = figure_data(document, runs);
    made.scene = figure_scene(document, made.data);
    return made;
}

// Runs of which every reading of fisher_trace is what `value` says of seed and step.
ComparedRuns runs_with(const std::function<double(std::int64_t, std::int64_t)>& value,
                       std::int64_t seeds = 3) {
    ComparedRuns runs;
    for (std::int64_t seed = 1; seed <= seeds; ++seed) {
        auto run = std::make_shared<ComparedRun>(*test::figure_run(seed, 25));
        MetricColumns& rows = run->record.metrics[0];
        for (std::size_t i = 0; i < rows.step.size(); ++i)
            for (SeriesColumns& series : rows.series)
                series.value[i] = value(seed, rows.step[i]);
        runs.push_back(run);
    }
    return runs;
}

const std::string group_panel = "kind = \"groups\"\nseries = [\"fisher_trace\"]\n"
                                "group_by = \"intervention.id\"\nband = \"sd\"\n";
const std::string log_panel = group_panel + "y_scale = \"log\"\n";

TEST(LogScale, a_band_that_reaches_zero_runs_through_the_lower_edge) {
    // 0.18, 0 and 0.09: mean and SD are 0.09.
    const Made made = make(log_panel, runs_with([](std::int64_t seed, std::int64_t) {
                               return seed == 1 ? 0.18 : seed == 2 ? 0 : 0.09;
                           }));
    const ScenePanel& panel = made.scene.panels[0];
    EXPECT_GE(panel.y.low, 0.005);
    EXPECT_LE(panel.y.high, 0.3);
    ASSERT_EQ(panel.curves[0].band.size(), 1U);
    double lowest = 0;
    for (const ScenePoint& p : panel.curves[0].band[0])
        lowest = std::max(lowest, p.y);
    EXPECT_NEAR(lowest, panel.axes.bottom(), 1e-6);
    EXPECT_THAT(made.data.warnings, IsEmpty()) << "every mean has its place";
}

TEST(LogScale, what_is_not_above_zero_is_counted) {
    const Made made =
        make(log_panel, runs_with([](std::int64_t, std::int64_t step) {
                 return step < 100 ? -1.0 : step == 100 ? 0.0 : 1.0 + static_cast<double>(step);
             }));
    EXPECT_THAT(made.data.warnings, ElementsAre(HasSubstr("not above 0: 6 of 21 values")));
    EXPECT_THAT(made.data.panels[0].empty, IsEmpty());
}

TEST(LogScale, a_frame_in_which_nothing_can_be_shown_says_why) {
    const Made made = make(log_panel, runs_with([](std::int64_t, std::int64_t) { return -1; }));
    EXPECT_THAT(made.data.warnings, Contains(HasSubstr("the frame is empty: no value is above 0")));
    const auto& texts = made.scene.panels[0].texts;
    EXPECT_TRUE(std::any_of(texts.begin(), texts.end(), [](const SceneText& text) {
        return text.source == "no value is above 0";
    }));
    EXPECT_THAT(write_pgfplots(made.scene, made.data, ""), HasSubstr("no value is above 0"));
    const Made none = make(group_panel, runs_with([](std::int64_t, std::int64_t) { return NAN; }));
    EXPECT_THAT(none.data.warnings, Contains(HasSubstr("no value is finite")));
}

TEST(LogScale, one_tiny_reading_makes_no_thicket_of_ticks) {
    const Made made = make(log_panel, runs_with([](std::int64_t, std::int64_t step) {
                               return step == 100 ? 1e-300 : 1.0 + static_cast<double>(step);
                           }));
    EXPECT_LE(made.scene.panels[0].y_ticks.ticks.size(), 50U);
    for (const SceneCurve& curve : made.scene.panels[0].curves)
        for (const SceneLine& line : curve.lines)
            for (const ScenePoint& p : line)
                EXPECT_TRUE(std::isfinite(p.x + p.y));
}

TEST(Bands, are_not_promised_where_there_is_one_run) {
    const auto one = runs_with([](std::int64_t, std::int64_t) { return 1; }, 1);
    const Made made =
        make("kind = \"groups\"\nseries = [\"fisher_trace\"]\nband = \"ci95\"\n", one);
    EXPECT_THAT(made.data.panels[0].note, HasSubstr("n = 1, no 95 % CI of one run"));
    EXPECT_THAT(made.data.panels[0].note, Not(HasSubstr("Student")));
    for (const LegendEntry& entry : made.data.panels[0].legend)
        EXPECT_FALSE(entry.band);
}

// Readings kept of the heat strip's metric, the first `count` of them, `every` steps apart.
FigureCells cells_of(std::size_t count, std::int64_t every, double value = 1) {
    auto run = std::make_shared<ComparedRun>(*test::figure_run(1, 25));
    MetricColumns& rows = run->record.metrics[0];
    rows = {};
    rows.series.resize(run->record.header.plan.metrics[0].series.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto step = static_cast<std::int64_t>(i) * every;
        rows.step.push_back(step);
        for (auto* column : {&rows.epoch, &rows.wall_time, &rows.train_time})
            column->push_back(static_cast<double>(step));
        rows.examples.push_back(step);
        for (auto& series : rows.series)
            series.value.push_back(value * static_cast<double>(i + 1));
    }
    return *make("kind = \"heat\"\n", {run}).data.panels[0].cells;
}

TEST(HeatStrip, ends_where_its_run_ends) {
    EXPECT_EQ(cells_of(1, 400).edges.back(), 400) << "one reading lasts to the end of 400 steps";
    EXPECT_EQ(cells_of(2, 200).edges.back(), 400);
    EXPECT_NEAR(cells_of(2, 400).edges.back(), 412, 1e-9) << "read at the end: a sliver";
    EXPECT_EQ(cells_of(5, 10).edges.back(), 50) << "reading stopped early: one cell more";
}

TEST(HeatStrip, without_anything_above_zero_has_a_scale_all_the_same) {
    const FigureCells cells = cells_of(3, 100, -1);
    EXPECT_GT(cells.low, 0);
    EXPECT_GT(cells.high, cells.low);
}

} // namespace
} // namespace thaw
