// Labels with a little mathematics: "Fisher trace $tr(F)$", "$S_{avg}^{rho}$". One source gives the
// glyph runs that are drawn, and the label in TeX, in matplotlib's mathtext and as plain text.
//
// Between $ signs single letters are italic, words of several letters are upright (tr, max, avg),
// Greek names are Greek letters (rho or \rho), _ and ^ take one character or a {group} and may both
// stand at one base. \times \pm \cdot \le \ge \approx \infty \nabla \ell \to \sum \partial are
// symbols. Outside, \$ is a dollar sign.
#pragma once

#include "core/figures/preset.h"

#include <string>
#include <vector>

namespace thaw {

enum class Slant { upright, italic, bold };

// Text in one font, placed from the label's left end on the baseline, in em of the label's size.
struct GlyphRun {
    std::string text; // UTF-8
    Slant slant = Slant::upright;
    double x = 0, rise = 0; // rise: upwards
    double scale = 1;       // 0.7 in sub- and superscripts
};

struct LaidOutLabel {
    std::vector<GlyphRun> runs;
    double width = 0; // em
};

// Never throws: what is not well formed is shown as it stands; label_problem() tells.
LaidOutLabel lay_out_label(const std::string& source, Typeface typeface, bool bold = false);
std::string label_to_tex(const std::string& source);
std::string label_to_mathtext(const std::string& source);
std::string label_to_plain(const std::string& source);

// What is wrong with a label, translated; empty: nothing.
std::string label_problem(const std::string& source);

// The label that shows a text as it is, dollar signs and all: for names, which nobody wrote as
// labels. On one line.
std::string label_of_text(const std::string& text);

// The label for a metric's symbol as its description has it: "tr(F)" gives "$tr(F)$", "S_avg"
// "$S_{avg}$".
std::string label_of_symbol(const std::string& symbol);

} // namespace thaw
