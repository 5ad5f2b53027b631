// One curve on its axes: decimated, clipped, with its band, bars and markers.
#pragma once

#include "core/figures/figure_scene.h"

namespace thaw {

// REQUIRES: the panel's axes are placed. `share`: of how many curves of the figure this is one; the
// more there are, the wider the columns, so that no file grows beyond what a paper takes.
SceneCurve scene_curve(const ScenePanel& panel, const FigureCurve& curve, std::size_t index,
                       const FigurePreset& preset, std::size_t share);

} // namespace thaw
