// A figure laid out: pure geometry in pt of 1/72 in from the upper left corner, y downwards.
// Everything that draws (screen, PDF, SVG, PNG) or writes (pgfplots) starts from it, so all show
// the same.
#pragma once

#include "core/figures/axis.h"
#include "core/figures/figure_data.h"
#include "core/figures/figure_document.h"
#include "core/figures/label.h"
#include "core/figures/palette.h"
#include "core/figures/preset.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct ScenePoint {
    double x = 0, y = 0;
};
using SceneLine = std::vector<ScenePoint>;

struct SceneRect {
    double left = 0, top = 0, width = 0, height = 0;
    double right() const { return left + width; }
    double bottom() const { return top + height; }
};

struct SceneStroke {
    Rgb color = {};
    double width = 0.5;            // pt
    std::vector<double> dash = {}; // pt
};

enum class TextAnchor { left, centre, right };

struct SceneText {
    std::string source; // as label.h reads it
    ScenePoint at;      // the anchor, on the baseline
    double size = 7;    // pt
    TextAnchor anchor = TextAnchor::left;
    bool upwards = false; // turned by 90 degrees, reading upwards
    bool bold = false;
    Rgb color = {};
};

// One FigureCurve, decimated to what print can show and clipped to the axes.
struct SceneCurve {
    std::size_t curve = 0; // index into PanelData::curves
    SceneStroke stroke;
    std::vector<SceneLine> lines;
    std::vector<SceneLine> band; // closed polygons, filled at band_opacity
    std::vector<std::pair<ScenePoint, ScenePoint>> bars;
    std::vector<ScenePoint> markers;
    MarkerShape marker = MarkerShape::none;
    double marker_size = 0; // diameter
    bool decimated = false; // least and greatest of each column stand for the points in it
};

struct SceneFill {
    SceneRect rect;
    Rgb color = {};
};

struct SceneLegendEntry {
    LegendEntry entry;
    SceneRect handle; // the line runs through its middle
    SceneText text;
};

struct SceneLegend {
    SceneRect box;
    bool over_curves = false; // inside the axes: a white ground keeps it legible
    std::vector<SceneLegendEntry> entries;
    std::vector<SceneText> texts; // heading and note
};

struct ScenePanel {
    std::size_t panel = 0; // index into the document's panels
    SceneRect axes;
    PrintAxis x, y;
    PrintTicks x_ticks, y_ticks;
    std::optional<PrintAxis> right; // a second y axis on the right
    PrintTicks right_ticks;
    bool boxed = false;                        // all four sides, else left and bottom
    bool x_labelled = true, y_labelled = true; // ticks have labels
    std::vector<SceneFill> shades, cells;      // under the curves
    std::vector<SceneLine> hatching;
    std::vector<std::pair<SceneLine, SceneStroke>> grid, rules; // under; events and levels
    std::vector<SceneCurve> curves;
    std::vector<SceneText> texts;       // tick labels, axis labels, title, letter, labels of rules
    std::vector<SceneText> curve_texts; // direct labels
    std::vector<SceneLegend> legends;
    std::vector<SceneFill> color_bar;
    SceneRect color_bar_box;
    std::vector<double> color_bar_ticks; // y of them

    // The same axes as curves on the right are read on. REQUIRES: there is a right axis.
    ScenePanel on_right() const;
    ScenePoint at(double value_x, double value_y) const; // NaN where a scale cannot show it
};

struct FigureScene {
    double width = 0, height = 0;
    const FigurePreset* preset = nullptr;
    std::vector<ScenePanel> panels;
    std::vector<SceneLegend> legends; // above all panels
};

constexpr double band_opacity = 0.2;
constexpr Rgb shade_color{0xE8, 0xEE, 0xF2}; // of stretches of x
constexpr Rgb hatch_color{0x9A, 0x9A, 0x9A}; // of frozen blocks: seen on white and on dark
constexpr double tick_length = 2.5, minor_tick_length = 1.5; // outwards

// Lays the figure out. REQUIRES: data came from figure_data() of this document.
FigureScene figure_scene(const FigureDocument& document, const FigureData& data);

} // namespace thaw
