// Every kind of panel under every preset against what was drawn and looked at before. The
// references are the figures in pgfplots: layout, ticks, legends and curves to a thousandth of a
// pt, in text that a diff shows. THAW_REFERENCES=write writes them anew; look at them then
// (packaging/gallery.sh shows the same code's pictures).
#include "core/figures/figure_scene.h"
#include "core/figures/figure_writers.h"
#include "tests/figures/figure_runs.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <regex>
#include <sstream>

namespace thaw {
namespace {

ComparedRuns few_runs() {
    ComparedRuns runs;
    for (const std::int64_t interval : {25, 90})
        for (const std::int64_t seed : {1, 2, 3})
            runs.push_back(test::figure_run(seed, interval, 400, 2));
    return runs;
}

std::string document_for(const std::string& preset, const std::string& width) {
    return "runs = [\"*\"]\n[figure]\npreset = \"" + preset + "\"\nwidth = \"" + width + "\"\n" +
           R"(
[[panels]]
kind = "curves"
series = ["accuracy.id_test", "accuracy.ood_mean"]
group_by = "stop_step"
legend = "direct"
[[panels]]
kind = "groups"
series = ["fisher_trace"]
group_by = "stop_step"
y_scale = "log"
events = ["stop"]
legend = "outside"
[[panels]]
kind = "id_ood"
legend = "above"
[[panels]]
kind = "stop_ood"
legend = "inside"
[[panels]]
kind = "heat"
title = "$tr(F)$ by block"
)";
}

// The same text, and the same numbers within what rounding differs by between compilers.
void expect_same(const std::string& drawn, const std::string& reference) {
    static const std::regex number(R"(-?\d+\.?\d*(e[-+]?\d+)?)");
    const auto words = [](const std::string& text) {
        return std::regex_replace(text, number, "#");
    };
    ASSERT_EQ(words(drawn), words(reference));
    auto a = std::sregex_iterator(drawn.begin(), drawn.end(), number);
    auto b = std::sregex_iterator(reference.begin(), reference.end(), number);
    for (; a != std::sregex_iterator() && b != std::sregex_iterator(); ++a, ++b) {
        const double x = std::strtod(a->str().c_str(), nullptr);
        const double y = std::strtod(b->str().c_str(), nullptr);
        ASSERT_NEAR(x, y, 0.0021 + 1e-5 * std::abs(y)) << drawn.substr(
            static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, a->position() - 80)), 160);
    }
}

class Reference : public testing::TestWithParam<std::string> {};

TEST_P(Reference, is_what_is_drawn) {
    const std::string width = GetParam() == "icml" || GetParam() == "cvpr" ? "column" : "full";
    const FigureDocument document = parse_figure(document_for(GetParam(), width), "figure.toml");
    const FigureData data = figure_data(document, few_runs());
    const std::string drawn = write_pgfplots(figure_scene(document, data), data, "");
    const std::string file =
        std::string(THAW_SOURCE) + "/tests/figures/reference/" + GetParam() + ".tex";
    if (std::getenv("THAW_REFERENCES") != nullptr) {
        std::ofstream(file) << drawn;
        return;
    }
    std::ifstream in(file);
    ASSERT_TRUE(in) << file << " is missing";
    std::ostringstream reference;
    reference << in.rdbuf();
    expect_same(drawn, reference.str());
}
INSTANTIATE_TEST_SUITE_P(presets, Reference,
                         testing::Values("neurips", "iclr", "icml", "acl", "tmlr", "jmlr", "aaai",
                                         "cvpr", "ieee", "nature"));

} // namespace
} // namespace thaw
