// Where the entries of a legend stand.
#pragma once

#include "core/figures/figure_scene.h"

#include <string>
#include <vector>

namespace thaw {

struct LegendText {
    std::string heading;
    std::vector<LegendEntry> entries;
    std::string note;

    bool empty() const { return entries.empty() && note.empty(); }
    bool operator==(const LegendText& other) const = default;
};

double label_width(const std::string& source, const FigurePreset& preset, double size,
                   bool bold = false);

// One entry below the other; the box's upper left corner at (0, 0).
SceneLegend stacked_legend(const LegendText& text, const FigurePreset& preset);
// Entries beside each other, in as many rows as `width` asks for, each row centred in it; what is
// wider by itself is shortened.
SceneLegend row_legend(const LegendText& text, const FigurePreset& preset, double width);
void move(SceneLegend& legend, double dx, double dy);

} // namespace thaw
