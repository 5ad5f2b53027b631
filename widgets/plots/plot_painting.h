// How the parts of a plot's picture look.
#pragma once

#include "widgets/plots/plot_frame.h"

#include <QPainter>
#include <QPalette>

namespace thaw {

void paint_grid(QPainter& painter, const PlotFrame& frame, const QPalette& palette);
void paint_curves(QPainter& painter, const PlotFrame& frame, const QPalette& palette);
// Tick labels and the x axis' name, in `whole`, the view.
void paint_axes(QPainter& painter, const PlotFrame& frame, const QPalette& palette,
                const QRectF& whole);
void paint_rule(QPainter& painter, const DrawnRule& rule, const QRectF& area,
                const QPalette& palette);
// n as CurveStyle::marker; 0 is a dot.
void paint_marker(QPainter& painter, const QPointF& at, int marker, double radius,
                  const QColor& color);

} // namespace thaw
