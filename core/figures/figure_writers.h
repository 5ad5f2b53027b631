// Writers of a figure that need no window: pgfplots, the drawn data, and a script that redraws it.
#pragma once

#include "core/figures/figure_data.h"
#include "core/figures/figure_scene.h"

#include <string>

namespace thaw {

// A tikzpicture for \input, in the paper's own fonts: one axis a panel, at the same place and of
// the same size as in the scene, so that its box is as wide as the figure. `recipe` goes into
// comments at its end.
std::string write_pgfplots(const FigureScene& scene, const FigureData& data,
                           const std::string& recipe);

// Every point in the visible range, exactly as it was read or computed (shortest form that reads
// back to the same bits): panel,curve,x,y,low,high. One row a point; a heat strip's cells have
// their block as curve. Lines end with \n.
std::string write_figure_csv(const FigureScene& scene, const FigureData& data);

// A matplotlib script that redraws the figure from that CSV: `csv` is its name, looked for beside
// the script, and `output` what it saves unless it is called with another name.
std::string write_matplotlib(const FigureScene& scene, const FigureData& data,
                             const std::string& csv, const std::string& output);

} // namespace thaw
