// What figures show and where it stands.
#include "core/figures/clip.h"
#include "core/figures/figure_scene.h"
#include "core/figures/shortened_label.h"
#include "tests/figures/figure_runs.h"

#include <cmath>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using test::figure_run;
using test::figure_runs;
using test::one_panel;
using testing::HasSubstr;

struct Figure {
    FigureDocument document;
    FigureData data;
    FigureScene scene;
};

Figure figure(const std::string& text, const ComparedRuns& runs = figure_runs()) {
    Figure made{parse_figure(text, "figure.toml"), {}, {}};
    made.data = figure_data(made.document, runs);
    made.scene = figure_scene(made.document, made.data);
    return made;
}

std::string refusal(const std::string& text) {
    try {
        figure(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::usage);
        return error.what();
    }
    return {};
}

void expect_on_page(const FigureScene& scene, const std::vector<SceneText>& texts) {
    const SceneRect page{-0.01, -0.01, scene.width + 0.02, scene.height + 0.02};
    for (const SceneText& text : texts) {
        const double width =
            text.size * lay_out_label(text.source, scene.preset->typeface, text.bold).width;
        const double before = text.anchor == TextAnchor::left     ? 0
                              : text.anchor == TextAnchor::centre ? width / 2
                                                                  : width;
        const ScenePoint begin = text.upwards ? ScenePoint{text.at.x, text.at.y + before}
                                              : ScenePoint{text.at.x - before, text.at.y};
        const ScenePoint end = text.upwards ? ScenePoint{begin.x, begin.y - width}
                                            : ScenePoint{begin.x + width, begin.y};
        EXPECT_TRUE(inside(begin, page)) << text.source << " " << begin.x << " " << begin.y;
        EXPECT_TRUE(inside(end, page)) << text.source << " " << end.x << " " << end.y;
    }
}

std::vector<SceneText> texts_of(const SceneLegend& legend) {
    std::vector<SceneText> texts = legend.texts;
    for (const SceneLegendEntry& entry : legend.entries)
        texts.push_back(entry.text);
    return texts;
}

// Everything that is drawn stays in the figure, and every curve in its axes.
void expect_sound(const FigureScene& scene) {
    const SceneRect page{-0.01, -0.01, scene.width + 0.02, scene.height + 0.02};
    for (const SceneLegend& legend : scene.legends)
        expect_on_page(scene, texts_of(legend));
    for (const ScenePanel& panel : scene.panels) {
        const SceneRect& axes = panel.axes;
        EXPECT_TRUE(inside({axes.left, axes.top}, page));
        EXPECT_TRUE(inside({axes.right(), axes.bottom()}, page));
        const SceneRect near{axes.left - 1e-6, axes.top - 1e-6, axes.width + 2e-6,
                             axes.height + 2e-6};
        for (const SceneCurve& curve : panel.curves) {
            for (const auto* lines : {&curve.lines, &curve.band})
                for (const SceneLine& line : *lines)
                    for (const ScenePoint& point : line)
                        EXPECT_TRUE(inside(point, near)) << point.x << " " << point.y;
            for (const ScenePoint& point : curve.markers)
                EXPECT_TRUE(inside(point, near));
        }
        for (const SceneFill& cell : panel.cells)
            EXPECT_TRUE(inside({cell.rect.left, cell.rect.top}, near));
        expect_on_page(scene, panel.texts);
        expect_on_page(scene, panel.curve_texts);
        for (const SceneLegend& legend : panel.legends)
            expect_on_page(scene, texts_of(legend));
    }
}

TEST(FigureScene, is_exactly_as_wide_as_the_venue_asks) {
    for (const FigurePreset& preset : figure_presets())
        for (const char* width : {"column", "full"}) {
            const Figure made =
                figure(one_panel("kind = \"groups\"\ngroup_by = \"stop_step\"\n",
                                 "preset = \"" + preset.id + "\"\nwidth = \"" + width + "\""));
            EXPECT_EQ(made.scene.width,
                      std::string(width) == "full" ? preset.full_width : preset.column_width);
            EXPECT_GE(made.scene.height, 0.61 * made.scene.width);
            EXPECT_LE(made.scene.height, 0.62 * made.scene.width + 30); // and the legend above
            expect_sound(made.scene);
        }
    EXPECT_EQ(figure(one_panel("kind = \"curves\"\n", "width = 4.25")).scene.width, 4.25 * 72);
}

class EveryKind : public testing::TestWithParam<const char*> {};
TEST_P(EveryKind, is_sound_at_any_size_and_with_any_legend) {
    for (const char* size : {"width = 2.4", "width = \"full\"", "width = 9.0\nheight_ratio = 0.3"})
        for (const char* legend : {"auto", "inside", "outside", "above", "direct", "none"})
            expect_sound(figure(one_panel(std::string("kind = \"") + GetParam() +
                                              "\"\nlegend = \"" + legend + "\"\n",
                                          size))
                             .scene);
}
INSTANTIATE_TEST_SUITE_P(kinds, EveryKind,
                         testing::Values("curves", "groups", "id_ood", "stop_ood", "stop_metric",
                                         "heat"));

TEST(FigureScene, panels_have_letters_and_equal_axes) {
    const Figure made = figure(R"(
runs = ["*"]
[figure]
columns = 3
[[panels]]
kind = "groups"
group_by = "stop_step"
series = ["fisher_trace"]
y_scale = "log"
[[panels]]
kind = "id_ood"
[[panels]]
kind = "stop_ood"
)");
    ASSERT_EQ(made.scene.panels.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        const ScenePanel& panel = made.scene.panels[i];
        EXPECT_NEAR(panel.axes.width, made.scene.panels[0].axes.width, 1e-9);
        EXPECT_NEAR(panel.axes.top, made.scene.panels[0].axes.top, 1e-9);
        const std::string letter = "(" + std::string(1, static_cast<char>('a' + i)) + ")";
        EXPECT_TRUE(std::any_of(panel.texts.begin(), panel.texts.end(),
                                [&](const SceneText& text) { return text.source == letter; }));
    }
    expect_sound(made.scene);
}

TEST(FigureScene, shared_axes_are_equal_and_labelled_once) {
    const Figure made = figure(R"(
runs = ["*"]
[figure]
columns = 2
share_x = true
share_y = true
[[panels]]
kind = "groups"
series = ["accuracy.id_test"]
[[panels]]
kind = "groups"
series = ["accuracy.ood_mean"]
[[panels]]
kind = "groups"
series = ["loss.id_test"]
x_range = [0, 200]
[[panels]]
kind = "groups"
series = ["loss.ood_mean"]
)");
    const auto& panels = made.scene.panels;
    EXPECT_EQ(panels[0].y.low, panels[1].y.low);
    EXPECT_EQ(panels[0].y.high, panels[1].y.high);
    EXPECT_EQ(panels[0].x.high, panels[2].x.high);
    EXPECT_NE(panels[0].y.high, panels[2].y.high);
    EXPECT_FALSE(panels[0].x_labelled);
    EXPECT_TRUE(panels[2].x_labelled);
    EXPECT_TRUE(panels[2].y_labelled);
    EXPECT_FALSE(panels[3].y_labelled);
}

TEST(FigureScene, a_legend_goes_where_it_covers_nothing) {
    const Figure made = figure(
        one_panel("kind = \"curves\"\nseries = [\"accuracy.id_test\", \"accuracy.ood_mean\"]\n"),
        {figure_run(1, 25)});
    ASSERT_EQ(made.scene.panels[0].legends.size(), 1U);
    const SceneRect box = made.scene.panels[0].legends[0].box;
    for (const SceneCurve& curve : made.scene.panels[0].curves)
        for (const SceneLine& line : curve.lines)
            EXPECT_TRUE(clip_line(line, box).empty());
}

// Runs whose names are longer than the page is wide, and differ in their ends alone.
TEST(FigureScene, long_names_are_shortened_and_stay_on_the_page) {
    ComparedRuns runs;
    for (const std::int64_t seed : {1, 2}) {
        ComparedRun run = *figure_run(seed, 25);
        run.record.header.name = std::string(120, 'w') + "_解凍_$x$_lr" + std::to_string(seed);
        runs.push_back(std::make_shared<const ComparedRun>(run));
    }
    for (const char* place : {"above", "outside", "direct", "inside", "auto"}) {
        const Figure made = figure(
            one_panel(std::string("kind = \"curves\"\nseries = [\"fisher_trace\"]\nlegend = \"") +
                          place + "\"\n",
                      "preset = \"icml\"\nwidth = \"column\""),
            runs);
        expect_sound(made.scene);
        EXPECT_GT(made.scene.panels[0].axes.width, 60) << place;
        ASSERT_EQ(made.scene.legends.size(), 1U) << place;
        for (const SceneLegendEntry& entry : made.scene.legends[0].entries) {
            const std::string name = label_to_plain(entry.text.source);
            EXPECT_THAT(name, HasSubstr("www…"));
            EXPECT_THAT(name, HasSubstr("_解凍_$x$_lr"));
        }
        EXPECT_NE(made.scene.legends[0].entries[0].text.source,
                  made.scene.legends[0].entries[1].text.source);
    }
}

TEST(ShortenedLabel, keeps_mathematics_whole_and_fits) {
    const FigurePreset& preset = figure_preset("icml");
    const std::string label = "Fisher trace $tr(F)_{avg}$ of \\$ all 層 blocks";
    const auto width_of = [&](const std::string& text) {
        return 8 * lay_out_label(text, preset.typeface).width;
    };
    EXPECT_EQ(shortened_label(label, preset, 8, width_of(label)), label);
    EXPECT_EQ(shortened_label(label, preset, 8, 0), "…");
    for (double width = 10; width < width_of(label); width += 1.5) {
        const std::string text = shortened_label(label, preset, 8, width);
        EXPECT_LE(width_of(text), width) << text;
        EXPECT_EQ(label_problem(text), "") << text;
        EXPECT_THAT(text, HasSubstr("…"));
    }
}

TEST(FigureScene, an_endless_curve_costs_little_ink) {
    auto run = std::make_shared<ComparedRun>(*figure_run(1, 25));
    MetricColumns& rows = run->record.metrics[1];
    rows = {};
    rows.series.resize(run->record.header.plan.metrics[1].series.size());
    for (std::int64_t step = 0; step < 100000; ++step) {
        rows.step.push_back(step);
        for (auto& series : rows.series)
            series.value.push_back(std::sin(1e-4 * static_cast<double>(step)) +
                                   0.3 * std::sin(static_cast<double>(step * step % 1013)));
    }
    const Figure made =
        figure(one_panel("kind = \"curves\"\nseries = [\"accuracy.id_test\"]\n"), {run});
    ASSERT_EQ(made.scene.panels[0].curves.size(), 1U);
    EXPECT_TRUE(made.scene.panels[0].curves[0].decimated);
    std::size_t points = 0;
    for (const SceneLine& line : made.scene.panels[0].curves[0].lines)
        points += line.size();
    EXPECT_LT(points, 5000U);
    EXPECT_EQ(made.data.panels[0].curves[0].x.size(), 100000U); // nothing is lost in the data
}

TEST(FigureData, a_group_is_its_mean_with_the_band_said) {
    const ComparedRuns runs = figure_runs();
    const Figure made = figure(
        one_panel("kind = \"groups\"\ngroup_by = \"stop_step\"\nseries = [\"accuracy.id_test\"]\n"),
        runs);
    const PanelData& panel = made.data.panels[0];
    ASSERT_EQ(panel.curves.size(), 4U);
    EXPECT_EQ(panel.legend.at(0).label, "40");
    EXPECT_EQ(panel.legend.at(3).label, "360");
    EXPECT_THAT(panel.note, HasSubstr("mean ± SD"));
    EXPECT_THAT(panel.note, HasSubstr("n = 3"));
    for (std::size_t row = 0; row < panel.curves[0].x.size(); ++row) {
        double sum = 0, squares = 0;
        for (std::size_t seed = 0; seed < 3; ++seed) {
            const double value = runs[seed]->record.metrics[1].series[0].value[row];
            sum += value;
            squares += value * value;
        }
        const double mean = sum / 3, sd = std::sqrt((squares - sum * sum / 3) / 2);
        EXPECT_NEAR(panel.curves[0].y[row], mean, 1e-12);
        EXPECT_NEAR(panel.curves[0].high[row], mean + sd, 1e-7);
    }
}

TEST(FigureData, ordered_groups_take_an_ordered_palette) {
    const Figure made = figure(one_panel("kind = \"groups\"\ngroup_by = \"stop_step\"\n"));
    EXPECT_EQ(hex(made.data.panels[0].curves[0].style.color), "#440154");
    const Figure plain = figure(
        one_panel("kind = \"groups\"\ngroup_by = \"stop_step\"\n", "ordered_palette = \"none\""));
    EXPECT_EQ(hex(plain.data.panels[0].curves[0].style.color), "#0072B2");
}

TEST(FigureData, outcomes_are_the_runs_last_readings) {
    const ComparedRuns runs = figure_runs();
    const Figure made = figure(one_panel("kind = \"id_ood\"\n"), runs);
    const auto& curves = made.data.panels[0].curves;
    const auto found = std::find_if(curves.begin(), curves.end(),
                                    [](const FigureCurve& curve) { return curve.name == "100"; });
    ASSERT_NE(found, curves.end());
    ASSERT_EQ(found->x.size(), 3U);
    EXPECT_EQ(found->x[0], runs[3]->record.metrics[1].series[0].value.back());
    EXPECT_EQ(found->y[0], runs[3]->record.metrics[1].series[3].value.back());
}

// A regression under another metric's name: nothing in it is called accuracy.
TEST(FigureData, series_are_told_by_what_they_are) {
    ComparedRuns runs;
    for (const std::int64_t interval : {25, 50}) {
        ComparedRun run = *figure_run(1, interval);
        for (SeriesInfo& series : run.record.header.plan.metrics[1].series)
            if (series.quantity == "accuracy") {
                series.name = "big.r2." + series.part;
                series.quantity = "r2";
                series.label = series.part == "ood_mean" ? "Mean OOD explained variance"
                                                         : "Explained variance R2";
            }
        runs.push_back(std::make_shared<const ComparedRun>(run));
    }
    const Figure curves = figure(one_panel("kind = \"curves\"\n"), runs);
    EXPECT_EQ(curves.data.panels[0].curves.size(), 4U) << "ID and OOD, where nobody chose";
    EXPECT_EQ(curves.data.panels[0].y_label, "Explained variance R2");
    const Figure outcomes =
        figure(one_panel("kind = \"id_ood\"\ngroup_by = \"stop_step\"\n"), runs);
    EXPECT_EQ(outcomes.data.panels[0].x_label, "Explained variance R2, ID test");
    EXPECT_EQ(outcomes.data.panels[0].y_label, "Mean OOD explained variance");
    const Figure losses =
        figure(one_panel("kind = \"curves\"\nseries = [\"loss.id_test\", \"loss.fog\"]\n"), runs);
    EXPECT_EQ(losses.data.panels[0].y_label, "Loss");
}

TEST(FigureData, events_and_levels_are_lines) {
    const Figure made = figure(one_panel("kind = \"curves\"\nevents = [\"stop\", \"released\"]\n"
                                         "[[panels.lines]]\nat = 0.4\nlabel = \"chance\"\n"),
                               {figure_run(1, 25)});
    const auto& lines = made.data.panels[0].lines;
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(lines[0].at, 100);
    EXPECT_EQ(lines[1].at, 25);
    EXPECT_EQ(lines[1].label, "layer2");
    EXPECT_FALSE(lines[4].vertical);
    EXPECT_EQ(made.scene.panels[0].rules.size(), 5U);
}

TEST(FigureData, x_may_count_from_an_event) {
    const Figure made =
        figure(one_panel("kind = \"curves\"\nx = \"since_release_all\"\nevents = [\"stop\"]\n"));
    for (const FigureCurve& curve : made.data.panels[0].curves)
        EXPECT_LT(curve.x.front(), 0);
    ASSERT_FALSE(made.data.panels[0].lines.empty());
    for (const FigureLine& line : made.data.panels[0].lines)
        EXPECT_EQ(line.at, 0);
}

TEST(FigureData, says_what_is_not_there) {
    EXPECT_THAT(refusal(one_panel("kind = \"curves\"\nseries = [\"accuracy.id_tset\"]\n")),
                HasSubstr("did you mean 'accuracy.id_test'"));
    EXPECT_THAT(refusal(one_panel("kind = \"groups\"\ngroup_by = \"stop_stpe\"\n")),
                HasSubstr("did you mean 'stop_step'"));
    EXPECT_THAT(refusal(one_panel("kind = \"groups\"\ncentre = \"median\"\n")),
                HasSubstr("take iqr or none"));
    EXPECT_THAT(refusal(one_panel("kind = \"heat\"\nmetric = \"sharpness\"\n")),
                HasSubstr("no series sharpness.BLOCK"));
    EXPECT_THAT(refusal(one_panel("kind = \"id_ood\"\noutcome = \"frist\"\n")),
                HasSubstr("mean:5"));
}

TEST(FigureData, runs_are_chosen_by_an_expression) {
    const auto chosen = [](const std::string& where, std::vector<std::string>& warnings) {
        const FigureDocument document =
            parse_figure("[[runs]]\nfiles = \"*\"\nwhere = \"" + where +
                             "\"\n[[runs]]\nfiles = \"k10*\"\n[[panels]]\nkind = \"curves\"\n",
                         "figure.toml");
        return chosen_runs(document, {figure_runs(), {figure_run(1, 10)}}, warnings);
    };
    std::vector<std::string> warnings;
    EXPECT_EQ(chosen("stop_step < 250 and seed != 2", warnings).size(), 6U); // none is there twice
    EXPECT_EQ(chosen("stop_step > 1e6", warnings).size(), 1U);
    EXPECT_TRUE(warnings.empty());
    EXPECT_THROW(chosen("stop_step <", warnings), Error);
}

TEST(FigureData, what_is_not_finite_breaks_the_line_and_never_the_program) {
    auto run = std::make_shared<ComparedRun>(*figure_run(1, 25));
    auto& values = run->record.metrics[1].series[0].value;
    values[2] = std::nan("");
    values[4] = INFINITY;
    values[5] = -1;
    const Figure made =
        figure(one_panel("kind = \"curves\"\nseries = [\"accuracy.id_test\"]\ny_scale = \"log\"\n"),
               {run});
    EXPECT_EQ(made.scene.panels[0].curves[0].lines.size(), 2U);
    expect_sound(made.scene);
    for (double& value : values)
        value = std::nan("");
    expect_sound(
        figure(one_panel("kind = \"curves\"\nseries = [\"accuracy.id_test\"]\n"), {run}).scene);
}

} // namespace
} // namespace thaw
