// What a venue asks of its figures: widths, typeface, sizes and line weights.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// The typeface of a venue's text. Figures are laid out with the widths of its characters
// (font_widths.h), so that a layout is the same on every machine.
enum class Typeface { times, computer_modern, helvetica };

// All lengths in pt of 1/72 in (PDF's and SVG's; TeX calls it bp).
struct FigurePreset {
    std::string id;                  // as documents name it
    std::string name;                // as people do
    double column_width, full_width; // equal where the page has one column
    Typeface typeface;
    double label_size, tick_size; // axis labels; tick labels and legends
    double axis_line, curve_line; // line weights
    bool bold_letters;            // panels are "a", not "(a)"
};

// NeurIPS, ICLR, ICML, ACL, TMLR, JMLR, AAAI, CVPR, IEEE and Nature. Widths and sizes: the venues'
// style files, most of them as collected by tueplots and SciencePlots.
const std::vector<FigurePreset>& figure_presets();
// REQUIRES: there is one with that id.
const FigurePreset& figure_preset(std::string_view id);

} // namespace thaw
