// From the points of a curve to what print can show of them.
#pragma once

#include "core/figures/figure_scene.h"

#include <vector>

namespace thaw {

// A line whose points lie in at most `columns` columns of the given width from `left` on: where
// more than four points lie in one column, its first, least, greatest and last stay (M4, Jugel et
// al. 2014), in their order, so that the ink in a column is the same. Then points that lie on the
// line between their neighbours within `tolerance` go. Breaks (points that are not finite) stay.
SceneLine decimated(const SceneLine& line, double left, double column, double tolerance);

struct SceneBand {
    SceneLine low, high; // same x
};
// The same for a band: in each column its least low and its greatest high.
SceneBand decimated(const SceneBand& band, double left, double column);

} // namespace thaw
