// How the range of stops looks over a plot.
#pragma once

#include "widgets/plots/plot_frame.h"

#include <QPainter>
#include <QPalette>

namespace thaw {

void paint_range(QPainter& painter, const DrawnRange& range, const QRectF& area,
                 const QPalette& palette);

} // namespace thaw
