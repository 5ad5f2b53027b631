// A figure as the bytes of a file. All of them carry the document that they were made from: see
// figure_recipe.h. The same figure gives the same bytes, at any time and in any process; for PDF
// that takes settle_hash_order().
#pragma once

#include "core/figures/figure_scene.h"
#include "widgets/figures/figure_recipe.h"

#include <QByteArray>

namespace thaw {

// At the beginning of a process, before Qt has hashed anything: Qt writes a PDF's fonts in the
// order of a hash table, which is another one in each process otherwise.
void settle_hash_order();

// Vectors, fonts embedded as TrueType, a page of exactly the figure's size.
QByteArray figure_to_pdf(const FigureScene& scene, const FigureRecipe& recipe);
// SVG 1.2 Tiny of the figure's size in mm; text is text, with the fonts' names and those of their
// kind. No geometry leaves the figure, no curve its axes, without any clip path.
QByteArray figure_to_svg(const FigureScene& scene, const FigureRecipe& recipe);
// On white, with its size written into it. REQUIRES: dpi > 0. Throws Error(usage) where it
// would take more memory than there is, or 4 GB, with what to change.
QByteArray figure_to_png(const FigureScene& scene, const FigureRecipe& recipe, double dpi = 600);

} // namespace thaw
