// Draws a laid-out figure: the one renderer behind the screen, PDF, SVG and PNG.
#pragma once

#include "core/figures/figure_scene.h"

class QPainter;

namespace thaw {

// One unit of `painter` is one pt; the figure's upper left corner is its origin. Nothing is drawn
// outside the figure and no clip path is set. Whoever calls fills the paper and asks for smooth
// edges.
void draw_figure(QPainter& painter, const FigureScene& scene);

} // namespace thaw
