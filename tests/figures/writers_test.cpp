// What is written is read again: by Python, matplotlib and TeX.
#include "core/figures/figure_scene.h"
#include "core/figures/figure_writers.h"
#include "tests/figures/figure_runs.h"
#include "tests/figures/outside_program.h"

#include <cmath>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace thaw {
namespace {

using test::figure_run;
using test::figure_runs;

constexpr std::size_t most_bytes = 200'000;

struct Made {
    FigureData data;
    FigureScene scene;
};
Made make(const std::string& text, const ComparedRuns& runs) {
    const FigureDocument document = parse_figure(text, "figure.toml");
    Made made;
    made.data = figure_data(document, runs);
    made.scene = figure_scene(document, made.data);
    return made;
}

// All kinds of panels, with everything that can be in a label.
const std::string everything = R"(runs = ["*"]
[figure]
columns = 3
[[panels]]
kind = "groups"
group_by = "stop_step"
series = ["fisher_trace"]
y_scale = "log"
events = ["stop"]
title = "50% & more_of $S_{avg}^{rho}$"
[[panels]]
kind = "id_ood"
[[panels]]
kind = "stop_ood"
[[panels]]
kind = "curves"
group_by = "stop_step"
x_range = [100, 300]
legend = "none"
[[panels]]
kind = "heat"
[[panels]]
kind = "stop_metric"
y_scale = "log"
)";

// 8 series of 100,000 noisy points: runs that differ in their seed alone.
ComparedRuns long_runs() {
    ComparedRuns runs;
    for (std::int64_t seed = 1; seed <= 8; ++seed) {
        auto run = std::make_shared<ComparedRun>(*figure_run(seed, 25));
        MetricColumns& rows = run->record.metrics[1];
        rows = {};
        rows.series.resize(run->record.header.plan.metrics[1].series.size());
        std::uint64_t state = static_cast<std::uint64_t>(seed);
        for (std::int64_t step = 0; step < 100'000; ++step) {
            rows.step.push_back(step);
            state = state * 6364136223846793005U + 1442695040888963407U;
            const double noise = static_cast<double>(state >> 40U) / static_cast<double>(1U << 24U);
            for (auto& series : rows.series)
                series.value.push_back(std::exp(-1e-5 * static_cast<double>(step)) +
                                       0.1 * static_cast<double>(seed) + 0.2 * noise);
        }
        runs.push_back(run);
    }
    return runs;
}
const std::string long_figure =
    "runs = [\"*\"]\n[[panels]]\nkind = \"curves\"\nseries = [\"accuracy.id_test\"]\n";

TEST(FigureCsv, holds_the_drawn_data_to_the_bit) {
    const Made made = make(everything, figure_runs());
    const test::TemporaryFolder folder;
    folder.write("figure.csv", write_figure_csv(made.scene, made.data));
    const test::Answer answer =
        test::ask("/usr/bin/python3 -c 'import csv, json, sys; print(json.dumps([[r[\"panel\"], "
                  "r[\"curve\"], float(r[\"x\"]).hex(), float(r[\"y\"]).hex()] for r in "
                  "csv.DictReader(open(sys.argv[1]))]))' " +
                  (folder.path() / "figure.csv").string());
    ASSERT_EQ(answer.status, 0) << answer.output;
    const auto rows = nlohmann::json::parse(answer.output);
    std::size_t row = 0;
    const auto same = [](const nlohmann::json& text, double value) {
        return std::strtod(text.get<std::string>().c_str(), nullptr) == value;
    };
    for (std::size_t p = 0; p < 3; ++p) // panels that show all of their data
        for (const FigureCurve& curve : made.data.panels[p].curves)
            for (std::size_t i = 0; i < curve.x.size(); ++i, ++row) {
                ASSERT_LT(row, rows.size());
                EXPECT_EQ(rows[row][1], curve.name);
                EXPECT_TRUE(same(rows[row][2], curve.x[i]));
                EXPECT_TRUE(same(rows[row][3], curve.y[i]));
            }
    std::size_t outside = 0;
    for (const auto& one : rows)
        if (one[0] == "d") {
            const double x = std::strtod(one[2].get<std::string>().c_str(), nullptr);
            outside += x < 100 || x > 300 ? 1 : 0;
            EXPECT_GE(x, 50);
            EXPECT_LE(x, 350);
        }
    EXPECT_EQ(outside, 2 * made.data.panels[3].curves.size()); // those that lines lead to
}

TEST(MatplotlibScript, redraws_the_same_axes_and_data) {
    if (test::ask("/usr/bin/python3 -c 'import matplotlib'").status != 0)
        GTEST_SKIP() << "python3-matplotlib is not installed: packaging/install.sh tests";
    const Made made = make(everything, figure_runs());
    const test::TemporaryFolder folder;
    folder.write("figure.csv", write_figure_csv(made.scene, made.data));
    folder.write("figure.py", write_matplotlib(made.scene, made.data, "figure.csv", "figure.png"));
    folder.write("ask.py", R"(
import json, runpy, sys
import matplotlib
matplotlib.use("Agg")
import warnings
warnings.simplefilter("error")
sys.argv = ["figure.py", sys.argv[1]]
fig = runpy.run_path(__file__.replace("ask.py", "figure.py"))["fig"]
print(json.dumps({"size": list(fig.get_size_inches()), "axes": [{
    "box": list(ax.get_position().bounds), "xlim": ax.get_xlim(), "ylim": ax.get_ylim(),
    "xscale": ax.get_xscale(), "yscale": ax.get_yscale(),
    "lines": [[list(map(float, l.get_xdata())), list(map(float, l.get_ydata()))] for l in ax.lines
              if len(l.get_xdata()) != 2 or l.get_xdata()[0] != l.get_xdata()[1]],
    "bands": len(ax.collections), "xticks": [t for t in ax.get_xticks()],
    } for ax in fig.axes]}, default=float))
)");
    const std::string command = "MPLCONFIGDIR=" + folder.path().string() + " /usr/bin/python3 " +
                                (folder.path() / "ask.py").string() + " " +
                                (folder.path() / "out.pdf").string();
    const test::Answer answer = test::ask("(" + command + ") 2>/dev/null");
    ASSERT_EQ(answer.status, 0) << test::ask(command).output;
    if (const char* keep = std::getenv("THAW_KEEP_FIGURES"))
        std::filesystem::copy_file(folder.path() / "out.pdf",
                                   std::filesystem::path(keep) / "matplotlib.pdf",
                                   std::filesystem::copy_options::overwrite_existing);
    EXPECT_GT(folder.read("out.pdf").size(), 5000U);
    const auto drawn = nlohmann::json::parse(answer.output);
    EXPECT_NEAR(drawn["size"][0].get<double>(), made.scene.width / 72, 1e-6);
    // Right axes are axes of their own, behind all others: the last panel has one.
    ASSERT_EQ(drawn["axes"].size(), made.scene.panels.size() + 1);
    const auto& right = drawn["axes"].back();
    const ScenePanel& last = made.scene.panels.back();
    EXPECT_NEAR(right["ylim"][1].get<double>(), last.right->high, 1e-8);
    EXPECT_NEAR(right["xlim"][1].get<double>(), last.x.high, 1e-6);
    ASSERT_EQ(right["lines"].size(), 1U);
    EXPECT_EQ(right["lines"][0][1].get<std::vector<double>>(),
              made.data.panels.back().curves.back().y);
    for (std::size_t p = 0; p < made.scene.panels.size(); ++p) {
        const ScenePanel& panel = made.scene.panels[p];
        const auto& ax = drawn["axes"][p];
        EXPECT_NEAR(ax["box"][0].get<double>(), panel.axes.left / made.scene.width, 1e-6);
        EXPECT_NEAR(ax["box"][3].get<double>(), panel.axes.height / made.scene.height, 1e-6);
        EXPECT_NEAR(ax["xlim"][0].get<double>(), panel.x.low, 1e-8 * std::abs(panel.x.high));
        EXPECT_NEAR(ax["ylim"][1].get<double>(), panel.y.high, 1e-8 * std::abs(panel.y.high));
        EXPECT_EQ(ax["yscale"], panel.y.scale == PrintScale::linear ? "linear" : "log");
        if (panel.boxed)
            continue;
        // Lines that stand for events are not curves; all others come in their order.
        std::size_t at = 0;
        for (const SceneCurve& curve : panel.curves) {
            const FigureCurve& data = made.data.panels[p].curves[curve.curve];
            if (data.right)
                continue;
            while (at < ax["lines"].size() && p != 3 && ax["lines"][at][0].size() != data.x.size())
                ++at;
            ASSERT_LT(at, ax["lines"].size()) << p << " " << data.name;
            if (p != 3) { // that one is cut to its range
                EXPECT_EQ(ax["lines"][at][1].get<std::vector<double>>(), data.y) << data.name;
            }
            ++at;
        }
    }
}

TEST(Pgfplots, compiles_to_exactly_the_figures_size) {
    if (!test::installed("pdflatex") || !test::installed("pdfinfo"))
        GTEST_SKIP() << "TeX Live with pgfplots is not installed: packaging/install.sh checks";
    const test::TemporaryFolder folder;
    const Made made = make(everything, figure_runs());
    const Made large = make(long_figure, long_runs());
    folder.write("a.tex", write_pgfplots(made.scene, made.data, everything));
    folder.write("b.tex", write_pgfplots(large.scene, large.data, long_figure));
    EXPECT_LT(folder.read("a.tex").size(), most_bytes);
    EXPECT_LT(folder.read("b.tex").size(), most_bytes);
    folder.write("paper.tex", R"(\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{pgfplots}
\pgfplotsset{compat=1.16}
\hoffset-1in \voffset-1in
\begin{document}
\setbox0\hbox{\input{a}}\pdfpagewidth\wd0 \pdfpageheight\dimexpr\ht0+\dp0\relax \shipout\box0
\setbox0\hbox{\input{b}}\pdfpagewidth\wd0 \pdfpageheight\dimexpr\ht0+\dp0\relax \shipout\box0
\end{document}
)");
    const test::Answer answer =
        test::ask("cd " + folder.path().string() +
                  " && pdflatex -interaction=nonstopmode -halt-on-error paper.tex");
    ASSERT_EQ(answer.status, 0) << answer.output.substr(
        answer.output.size() > 3000 ? answer.output.size() - 3000 : 0);
    EXPECT_EQ(answer.output.find("Missing character"), std::string::npos);
    if (const char* keep = std::getenv("THAW_KEEP_FIGURES"))
        std::filesystem::copy_file(folder.path() / "paper.pdf",
                                   std::filesystem::path(keep) / "pgfplots.pdf",
                                   std::filesystem::copy_options::overwrite_existing);
    const std::string info =
        test::ask("pdfinfo -f 1 -l 2 " + (folder.path() / "paper.pdf").string()).output;
    double width = 0, height = 0;
    const std::size_t at = info.find("size:");
    ASSERT_NE(at, std::string::npos) << info;
    ASSERT_EQ(std::sscanf(info.c_str() + at + 5, "%lf x %lf", &width, &height), 2);
    EXPECT_NEAR(width, made.scene.width, 0.05);
    EXPECT_NEAR(height, made.scene.height, 0.05);
}

TEST(Writers, keep_the_recipe_and_the_words_of_people_apart) {
    // A name that would end a comment or a string, if anybody let it.
    auto run = std::make_shared<ComparedRun>(*figure_run(1, 25));
    run->file = "/runs/a\"b%c\\n\n}.thaw.h5";
    const Made made = make(long_figure, {run});
    const test::TemporaryFolder folder;
    folder.write("figure.csv", write_figure_csv(made.scene, made.data));
    folder.write("figure.py", write_matplotlib(made.scene, made.data, "figure.csv", "figure.png"));
    EXPECT_EQ(test::ask("/usr/bin/python3 -m py_compile " + (folder.path() / "figure.py").string())
                  .status,
              0);
    const std::string tex = write_pgfplots(made.scene, made.data, "# a\n[figure]\n");
    EXPECT_NE(tex.find("%% [figure]\n"), std::string::npos);
    EXPECT_EQ(tex.find("c\\n\n}"), std::string::npos);
}

} // namespace
} // namespace thaw
