// A figure as the bytes of a file. All of them carry the document that they were made from: see
// figure_recipe.h.
#pragma once

#include "core/figures/figure_scene.h"
#include "widgets/figures/figure_recipe.h"

#include <QByteArray>

namespace thaw {

// Vectors, fonts embedded as TrueType, a page of exactly the figure's size.
QByteArray figure_to_pdf(const FigureScene& scene, const FigureRecipe& recipe);
// SVG 1.2 Tiny of the figure's size in mm; text is text, with the fonts' names and those of their
// kind. No geometry leaves the figure, no curve its axes, without any clip path.
QByteArray figure_to_svg(const FigureScene& scene, const FigureRecipe& recipe);
// On white, with its size written into it. REQUIRES: dpi > 0.
QByteArray figure_to_png(const FigureScene& scene, const FigureRecipe& recipe, double dpi = 600);

} // namespace thaw
