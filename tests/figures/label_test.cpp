#include "core/figures/font_widths.h"
#include "core/figures/label.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

std::vector<std::string> texts(const std::string& source) {
    std::vector<std::string> all;
    for (const GlyphRun& run : lay_out_label(source, Typeface::times).runs)
        all.push_back(run.text);
    return all;
}

TEST(Label, words_are_upright_and_letters_slanted) {
    const LaidOutLabel label = lay_out_label("Trace $tr(F)$", Typeface::times);
    ASSERT_EQ(label.runs.size(), 3U);
    EXPECT_EQ(label.runs[0].text, "Trace tr(");
    EXPECT_EQ(label.runs[0].slant, Slant::upright);
    EXPECT_EQ(label.runs[1].text, "F");
    EXPECT_EQ(label.runs[1].slant, Slant::italic);
    EXPECT_EQ(label.runs[2].text, ")");
}

TEST(Label, sub_and_superscript_stand_at_one_base) {
    const LaidOutLabel label = lay_out_label("$S_{avg}^{rho}$", Typeface::times);
    ASSERT_EQ(label.runs.size(), 3U);
    const GlyphRun &base = label.runs[0], &below = label.runs[1], &above = label.runs[2];
    EXPECT_EQ(base.text, "S");
    EXPECT_EQ(below.text, "avg");
    EXPECT_EQ(below.slant, Slant::upright);
    EXPECT_LT(below.rise, 0);
    EXPECT_EQ(above.text, "ρ");
    EXPECT_EQ(above.slant, Slant::italic);
    EXPECT_GT(above.rise, 0);
    EXPECT_LT(above.scale, 1);
    EXPECT_NEAR(below.x, above.x, 0.1);
    EXPECT_GT(label.width,
              below.x + below.scale * text_width(Typeface::times, Slant::upright, "avg"));
}

TEST(Label, greek_needs_no_backslash_but_may_have_one) {
    EXPECT_EQ(texts("$lambda$"), texts("$\\lambda$"));
    EXPECT_THAT(texts("$max$"), testing::ElementsAre("max"));
    EXPECT_THAT(texts("$2\\times10^{-3}$"), testing::ElementsAre("2", "×", "10", "−3"));
}

TEST(Label, goes_to_tex_and_mathtext) {
    EXPECT_EQ(label_to_tex("Acc. 50% & $tr(F)/d$"), "Acc. 50\\% \\& $\\mathrm{tr}(F)/d$");
    EXPECT_EQ(label_to_tex("$S_{avg}^{rho}$"), "$S_{\\mathrm{avg}}^{\\rho }$");
    EXPECT_EQ(label_to_mathtext("$lambda_{max}$"), "$\\lambda _{\\mathrm{max}}$");
    EXPECT_EQ(label_to_tex("layer_4"), "layer\\_4");
    EXPECT_EQ(label_to_tex("−0.5"), "$-$0.5");
    EXPECT_EQ(label_to_tex("$10^{−3}$"), "$10^{-3}$");
    EXPECT_EQ(label_to_plain("$S_{avg}^{rho}$ now"), "S_avg^ρ now");
    EXPECT_EQ(label_to_tex("a \\$ b"), "a \\$ b");
}

TEST(Label, tells_what_is_wrong) {
    EXPECT_EQ(label_problem("Fisher trace $tr(F)$"), "");
    EXPECT_EQ(label_problem("精度 (OOD)"), "");
    EXPECT_THAT(label_problem("cost 5$"), testing::HasSubstr("no partner"));
    EXPECT_THAT(label_problem("S_{avg}"), testing::HasSubstr("between $ signs"));
    EXPECT_THAT(label_problem("$S_{avg$"), testing::HasSubstr("no closing"));
    EXPECT_THAT(label_problem("$a}$"), testing::HasSubstr("no opening"));
    EXPECT_THAT(label_problem("$\\frac{1}{2}$"), testing::HasSubstr("\\frac"));
}

TEST(Label, survives_any_text) {
    for (const char* text : {"$", "$$", "$_", "$^$", "$_{$", "\\", "$\\", "$\\$", "_{", "\xff\xfe",
                             "$\xff$", "$a_b_c^d^e$", "{}}{", "$}{$", "日本語 $日$"}) {
        EXPECT_GE(lay_out_label(text, Typeface::times).width, 0) << text;
        label_to_tex(text);
        label_to_mathtext(text);
        label_to_plain(text);
        label_problem(text);
    }
}

TEST(Label, of_a_metrics_symbol) {
    EXPECT_EQ(label_of_symbol("tr(F)"), "$tr(F)$");
    EXPECT_EQ(label_of_symbol("S_avg"), "$S_{avg}$");
    EXPECT_EQ(label_of_symbol("lambda_max"), "$lambda_{max}$");
    EXPECT_EQ(label_of_symbol("|g|"), "$|g|$");
    EXPECT_EQ(label_of_symbol(""), "");
}

// Adobe's Times-Roman and Helvetica metrics, and cmr10's, as anyone can look them up.
TEST(FontWidths, are_those_of_the_typefaces) {
    EXPECT_NEAR(text_width(Typeface::times, Slant::upright, "Step"), 0.556 + 0.278 + 0.444 + 0.5,
                1e-9);
    EXPECT_NEAR(advance(Typeface::times, Slant::italic, U'F'), 0.611, 1e-9);
    EXPECT_NEAR(advance(Typeface::helvetica, Slant::upright, U'm'), 0.833, 1e-9);
    EXPECT_NEAR(advance(Typeface::computer_modern, Slant::upright, U'0'), 0.5, 1e-9);
    EXPECT_NEAR(text_width(Typeface::times, Slant::upright, "学習"), 2, 1e-9);
    // What shortens a name, and names of Europe: a legend must not think them narrower than drawn.
    EXPECT_NEAR(advance(Typeface::times, Slant::upright, U'…'), 1, 1e-9);
    EXPECT_NEAR(advance(Typeface::computer_modern, Slant::upright, U'…'), 0.67, 1e-9);
    EXPECT_NEAR(text_width(Typeface::times, Slant::upright, "Äé"), 0.722 + 0.444, 1e-9);
    EXPECT_NEAR(advance(Typeface::helvetica, Slant::upright, U'œ'), 0.944, 1e-9);
}

TEST(FontWidths, read_utf8) {
    EXPECT_EQ(code_points("aρ学𝜌"), U"aρ学𝜌");
    EXPECT_EQ(code_points("\xff"
                          "a"),
              U"\uFFFDa");
    for (const char32_t c : std::u32string(U"aρ学𝜌"))
        EXPECT_EQ(code_points(utf8_of(c)), std::u32string(1, c));
}

} // namespace
} // namespace thaw
