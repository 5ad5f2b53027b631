// A metric and the OOD result by stop over one axis of steps, each on an axis of its own.
#include "core/compare/run_outcome.h"
#include "core/compare/sample_summary.h"
#include "core/figures/figure_scene.h"
#include "core/figures/figure_writers.h"
#include "tests/figures/figure_runs.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using test::figure_runs;
using test::one_panel;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

struct Drawn {
    FigureData data;
    FigureScene scene;
};
Drawn draw(const std::string& lines) {
    const FigureDocument document =
        parse_figure(one_panel("kind = \"stop_metric\"\n" + lines), "figure.toml");
    Drawn drawn;
    drawn.data = figure_data(document, figure_runs());
    drawn.scene = figure_scene(document, drawn.data);
    return drawn;
}

std::string refusal(const std::string& lines) {
    try {
        draw(lines);
    } catch (const Error& error) {
        return error.what();
    }
    return "taken";
}

TEST(StopMetric, has_the_metric_of_the_longest_and_the_outcome_of_each_stop) {
    const Drawn drawn = draw("");
    const PanelData& panel = drawn.data.panels[0];
    ASSERT_THAT(panel.curves, SizeIs(2));
    EXPECT_EQ(panel.curves[0].name, "fisher_trace 360");
    EXPECT_FALSE(panel.curves[0].right);
    EXPECT_FALSE(panel.curves[0].low.empty()) << "a band over its three seeds";
    const FigureCurve& ood = panel.curves[1];
    EXPECT_TRUE(ood.right);
    EXPECT_EQ(ood.x, (std::vector<double>{40, 100, 200, 360}));
    std::vector<double> values;
    for (const auto& run : figure_runs())
        if (run->stop() == 200)
            values.push_back(judged(run->record, "accuracy.ood_mean", {}));
    EXPECT_DOUBLE_EQ(ood.y[2], summarise(values).mean);
    EXPECT_DOUBLE_EQ(ood.high[2], summarise(values).mean + summarise(values).sd);
    EXPECT_EQ(panel.right_label, "OOD accuracy");
    EXPECT_THAT(panel.y_label, HasSubstr("tr(F)"));
    ASSERT_THAT(panel.legend, SizeIs(2));
    EXPECT_THAT(panel.legend[0].label, HasSubstr("(left)"));
    EXPECT_THAT(panel.legend[1].label, HasSubstr("by stop (right): mean ± SD, $n$ = 3"));
}

TEST(StopMetric, reads_each_side_on_its_own_axis) {
    const Drawn drawn = draw("y_scale = \"log\"\nright_range = [0, 1]\nright_label = \"here\"\n");
    const ScenePanel& panel = drawn.scene.panels[0];
    ASSERT_TRUE(panel.right);
    EXPECT_EQ(panel.right->low, 0);
    EXPECT_EQ(panel.right->high, 1);
    EXPECT_EQ(panel.y.scale, PrintScale::logarithmic);
    EXPECT_EQ(panel.right->scale, PrintScale::linear);
    const FigureCurve& ood = drawn.data.panels[0].curves[1];
    const auto& markers = panel.curves[1].markers;
    ASSERT_THAT(markers, SizeIs(4));
    for (std::size_t i = 0; i < markers.size(); ++i) {
        EXPECT_NEAR(markers[i].x, panel.axes.left + panel.x.part(ood.x[i]) * panel.axes.width,
                    1e-9);
        EXPECT_NEAR(markers[i].y, panel.axes.bottom() - ood.y[i] * panel.axes.height, 1e-9);
    }
    bool named = false;
    for (const SceneText& text : panel.texts)
        named = named || (text.source == "here" && text.at.x > panel.axes.right());
    EXPECT_TRUE(named);
}

TEST(StopMetric, is_written_with_both_axes_in_their_units) {
    const Drawn drawn = draw("right_range = [0, 1]\nseries = [\"fisher_trace\"]\n");
    const std::string tex = write_pgfplots(drawn.scene, drawn.data, "");
    const std::size_t second = tex.find("axis y line*=right");
    ASSERT_NE(second, std::string::npos);
    EXPECT_THAT(tex, HasSubstr("ymin=0,ymax=1,axis x line=none,axis y line*=right"));
    const double mean = drawn.data.panels[0].curves[1].y[0];
    EXPECT_THAT(tex.substr(second), HasSubstr(fmt::format("(40,{:.4g}", mean)));
    EXPECT_THAT(tex.substr(0, second), Not(HasSubstr("only marks,mark=*")));
    const std::string script = write_matplotlib(drawn.scene, drawn.data, "f.csv", "f.pdf");
    EXPECT_THAT(script, HasSubstr("left, ax = ax, ax.twinx()"));
    EXPECT_THAT(script, HasSubstr("ax = left"));
    EXPECT_THAT(write_figure_csv(drawn.scene, drawn.data),
                HasSubstr("a,accuracy.ood_mean by stop,40,"));
}

TEST(StopMetric, draws_a_curve_for_each_stop_where_asked) {
    const Drawn drawn = draw("metric_of = \"each\"\nband = \"none\"\n");
    const PanelData& panel = drawn.data.panels[0];
    ASSERT_THAT(panel.curves, SizeIs(5));
    EXPECT_FALSE(panel.curves[0].style.color == panel.curves[3].style.color);
    EXPECT_TRUE(panel.curves[0].low.empty());
    EXPECT_THAT(panel.legend, SizeIs(5)) << "four stops and the outcome";
}

TEST(StopMetric, refuses_two_quantities_on_one_axis_and_another_x) {
    EXPECT_THAT(refusal("series = [\"fisher_trace\", \"accuracy.id_test\"]\n"),
                HasSubstr("one axis shows one quantity"));
    EXPECT_THAT(refusal("x = \"epoch\"\n"), HasSubstr("counts steps"));
    EXPECT_THAT(refusal("series = [\"fisher_trac\"]\n"), HasSubstr("did you mean 'fisher_trace'?"));
    EXPECT_THAT(refusal("right_range = [1, 0]\n"), HasSubstr("right_range"));
    EXPECT_THAT(refusal("right_scale = \"log\"\nright_range = [0, 1]\n"),
                HasSubstr("a logarithmic axis"));
}

} // namespace
} // namespace thaw
