#include "core/figures/figure_document.h"
#include "core/figures/label.h"
#include "core/figures/new_figure.h"
#include "tests/figures/figure_runs.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using test::one_panel;
using testing::HasSubstr;

std::vector<ConfigProblem> problems(const std::string& text) {
    try {
        parse_figure(text, "figure.toml");
    } catch (const ConfigError& error) {
        return error.problems();
    }
    return {};
}

void expect_problem(const std::string& text, const std::string& place, const std::string& key,
                    const std::string& words) {
    const auto all = problems(text);
    ASSERT_EQ(all.size(), 1U) << text;
    EXPECT_EQ(all[0].place, place) << text;
    EXPECT_EQ(all[0].key, key);
    EXPECT_THAT(all[0].sentence, HasSubstr(words));
}

TEST(FigureDocument, says_little_and_has_defaults) {
    const FigureDocument document = parse_figure(one_panel("kind = \"curves\"\n"), "figure.toml");
    EXPECT_EQ(document.figure.settings.text("preset"), "neurips");
    EXPECT_EQ(document.figure.settings.text("width"), "full");
    ASSERT_EQ(document.panels.size(), 1U);
    EXPECT_EQ(document.panels[0].kind.settings.text("x"), "step");
    EXPECT_TRUE(document.panels[0].series.empty());
}

TEST(FigureDocument, lists_may_be_short_or_long) {
    const FigureDocument document = parse_figure(R"(
runs = ["a.thaw.h5", "b*.thaw.h5"]
[[panels]]
kind = "curves"
series = ["accuracy.id_test", "accuracy.ood_mean"]
events = ["stop"]
[[panels]]
kind = "groups"
group_by = "k"
[[panels.series]]
name = "fisher_trace"
label = "$tr(F)$"
color = "#D55E00"
[[panels.lines]]
at = 0.5
)",
                                                 "figure.toml");
    ASSERT_EQ(document.runs.size(), 2U);
    EXPECT_EQ(document.runs[1].settings.text("files"), "b*.thaw.h5");
    ASSERT_EQ(document.panels.size(), 2U);
    EXPECT_EQ(document.panels[0].series[1].settings.text("name"), "accuracy.ood_mean");
    EXPECT_EQ(document.panels[0].events[0].settings.text("kind"), "stop");
    EXPECT_EQ(document.panels[1].series[0].settings.text("color"), "#D55E00");
    EXPECT_EQ(document.panels[1].lines[0].settings.real("at"), 0.5);
}

TEST(FigureDocument, refuses_what_cannot_be_with_line_and_key) {
    expect_problem(one_panel("kind = \"curvse\"\n"), "figure.toml:7", "panels[0].kind",
                   "did you mean 'curves'");
    expect_problem(one_panel("kind = \"curves\"\nlegned = \"none\"\n"), "figure.toml:8",
                   "panels[0].legned", "did you mean 'legend'");
    expect_problem(one_panel("kind = \"curves\"\n", "preset = \"neruips\""), "figure.toml:2",
                   "figure.preset", "did you mean 'neurips'");
    expect_problem(one_panel("kind = \"curves\"\n", "width = 40.0"), "figure.toml:2",
                   "figure.width", "at most 20");
    expect_problem(one_panel("kind = \"curves\"\nx_range = [3, 1]\n"), "figure.toml:8",
                   "panels[0].x_range", "the smaller first");
    expect_problem(one_panel("kind = \"curves\"\ny_scale = \"log\"\ny_range = [0, 1]\n"),
                   "figure.toml:9", "panels[0].y_range", "above 0");
    expect_problem(one_panel("kind = \"curves\"\ny_label = \"S_{avg}\"\n"), "figure.toml:8",
                   "panels[0].y_label", "between $ signs");
    expect_problem(one_panel("kind = \"curves\"\nseries = [3]\n"), "figure.toml:8",
                   "panels[0].series[0]", "must be a text");
    expect_problem(one_panel("kind = \"curves\"\nevents = [\"stopp\"]\n"), "figure.toml:8",
                   "panels[0].events[0].kind", "did you mean 'stop'");
    expect_problem(
        one_panel("kind = \"curves\"\n[[panels.series]]\nname = \"a\"\ncolor = \"blue\"\n"),
        "figure.toml:10", "panels[0].series[0].color", "#RRGGBB");
    expect_problem(one_panel("kind = \"curves\"\n[[panels.series]]\nlabel = \"a\"\n"),
                   "figure.toml:8", "panels[0].series[0].name", "must be given");
    expect_problem("[[panels]]\nkind = \"curves\"\n", "figure.toml:1", "runs", "[[runs]]");
    expect_problem("runs = [\"a\"]\n", "figure.toml:1", "panels", "[[panels]]");
    expect_problem("figure = 3\nruns = [\"a\"]\n[[panels]]\nkind = \"curves\"\n", "figure.toml:1",
                   "figure", "section");
    expect_problem("this is no toml", "figure.toml:1", "", "not TOML");
}

TEST(FigureDocument, all_problems_come_at_once) {
    EXPECT_EQ(problems(one_panel("kind = \"curves\"\nx = \"steps\"\nx_scale = \"lgo\"\n",
                                 "palete = \"black\""))
                  .size(),
              3U);
}

TEST(FigureDocument, text_and_back) {
    for (const std::string& text :
         {one_panel("kind = \"heat\"\nmetric = \"fisher_trace\"\n", "width = \"column\""),
          one_panel("kind = \"groups\"\ngroup_by = \"k\"\ncentre = \"median\"\nband = \"iqr\"\n"
                    "x_range = [0, 300]\nseries = [\"a\", \"b\"]\nevents = [\"stop\"]\n"
                    "[[panels.lines]]\naxis = \"x\"\nat = 12.5\nlabel = \"日本\"\n"
                    "[[panels]]\nkind = \"id_ood\"\nellipses = false\n",
                    "width = 4.25\ncolumns = 2\npalette = \"tol_muted\"\nshare_y = true")}) {
        const FigureDocument document = parse_figure(text, "figure.toml");
        EXPECT_EQ(parse_figure(to_toml(document), "again.toml"), document) << to_toml(document);
    }
}

TEST(NewFigure, from_runs_is_a_document) {
    for (const Description& kind : panel_kinds()) {
        const FigureDocument document =
            new_figure({"/data/runs/a.thaw.h5", "/data/b.thaw.h5"}, kind.id, "/data");
        EXPECT_EQ(document.panels.at(0).kind.id, kind.id);
        EXPECT_EQ(document.runs.at(0).settings.text("files"), "runs/a.thaw.h5");
        EXPECT_EQ(parse_figure(to_toml(document), "new.toml"), document);
    }
}

TEST(NewFigure, a_file_with_a_pattern_in_its_name_is_itself) {
    const FigureDocument document = new_figure({"/data/a[1]*.thaw.h5"}, "curves", "/data");
    EXPECT_EQ(document.runs.at(0).settings.text("files"), "a\\[1]\\*.thaw.h5");
}

} // namespace
} // namespace thaw
