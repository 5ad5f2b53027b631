// What a figure shows, in the units of its data: made from a document and its runs, before anything
// is laid out. The CSV and the script that go with a figure are written from it.
#pragma once

#include "core/compare/compared_run.h"
#include "core/figures/axis.h"
#include "core/figures/figure_document.h"
#include "core/figures/palette.h"

#include <optional>
#include <string>
#include <vector>

namespace thaw {

// Points in the order in which they are joined; a value that is not finite breaks the line.
struct FigureCurve {
    std::string name; // in the CSV and the script: UTF-8, unique in its panel
    PrintStyle style;
    double weight = 1;   // in the preset's line weight
    bool line = true;    // else points alone
    bool marked = false; // a marker at every point
    bool bars = false;   // low and high are error bars, not a band
    bool right = false;  // y is read on the panel's right axis
    std::vector<double> x, y;
    std::vector<double> low, high; // as long as x, or empty
};

// A line across the panel: a level, a moment, an event.
struct FigureLine {
    bool vertical = true;
    double at = 0;
    std::string label = {};
    Rgb color = {};
};

struct FigureShade { // a stretch of x
    double from = 0, to = 0;
};

// A row of cells a block; cell i lies from edges[i] to edges[i + 1].
struct FigureCells {
    std::vector<std::string> rows;                 // from the top down
    std::vector<double> edges;                     // ascending, one more than cells
    std::vector<std::vector<double>> values;       // by row, by cell
    std::vector<double> frozen_from, frozen_until; // by row: hatched between; nothing if equal
    double low = 0, high = 1;                      // of the colours; logarithmic
    std::string palette, label;                    // of the colour bar
};

struct LegendEntry {
    std::string label;
    PrintStyle style;
    bool line = true, band = false, bars = false, marked = false;
    bool shade = false; // a grey patch
    bool operator==(const LegendEntry& other) const = default;
};

struct PanelData {
    std::string title, x_label, y_label; // as label.h reads them
    PrintScale x_scale = PrintScale::linear, y_scale = PrintScale::linear;
    std::optional<PrintAxis> x_range, y_range; // as the document sets them
    // Of a second y axis, where curves are read on one.
    std::string right_label;
    PrintScale right_scale = PrintScale::linear;
    std::optional<PrintAxis> right_range;
    std::vector<FigureCurve> curves; // in paint order
    std::vector<FigureLine> lines;
    std::vector<FigureShade> shades;
    std::optional<FigureCells> cells;
    std::string legend_heading; // "Stop step"
    std::vector<LegendEntry> legend;
    std::string note;       // what band and centre are, over how many runs
    bool has_right() const; // some curve is read on the right axis
    std::string empty;      // why there is nothing to see, to stand in the frame; empty: there is
};

struct FigureData {
    std::vector<PanelData> panels;     // as in the document
    std::vector<std::string> warnings; // runs left out, values that a scale cannot show
};

// Pure arithmetic: takes seconds for hundreds of long runs, so off the screen's thread. Sentences
// are in the document's language. Throws Error(usage) where the runs have nothing of what a panel
// asks for, naming what they have, or a filter cannot be read.
FigureData figure_data(const FigureDocument& document, const ComparedRuns& runs);

// The runs of which `where` holds, of those that each [[runs]] brought. `loaded` is aligned with
// document.runs. Throws Error(usage). Says in `warnings` what could not be told.
ComparedRuns chosen_runs(const FigureDocument& document, const std::vector<ComparedRuns>& loaded,
                         std::vector<std::string>& warnings);

} // namespace thaw
