// Lines and polygons cut at the edges of the axes, so that no drawing relies on a clip path, which
// SVG writers leave out.
#pragma once

#include "core/figures/figure_scene.h"

#include <optional>
#include <utility>
#include <vector>

namespace thaw {

// The part of a segment inside the rectangle (Liang and Barsky 1984).
std::optional<std::pair<ScenePoint, ScenePoint>> clip_segment(ScenePoint a, ScenePoint b,
                                                              const SceneRect& rect);
// The parts of a line inside; points that are not finite break it. A piece has two points or more.
std::vector<SceneLine> clip_line(const SceneLine& line, const SceneRect& rect);
// A closed polygon's part inside (Sutherland and Hodgman 1974); empty where nothing is.
// REQUIRES: finite points.
SceneLine clip_polygon(const SceneLine& polygon, const SceneRect& rect);

bool inside(ScenePoint point, const SceneRect& rect);

} // namespace thaw
