// Colours and pens: safe for colour-blind readers, told apart by dash and marker after eight, good
// on light and dark grounds.
#pragma once

#include <QColor>
#include <QPalette>
#include <Qt>

namespace thaw {

bool is_dark(const QPalette& palette);

struct CurveStyle {
    QColor color;
    Qt::PenStyle dash = Qt::SolidLine;
    int marker = 0; // 0 none, then circle, square, triangle, diamond, cross
    double width = 1.5;
};
// The n-th curve of a plot: Okabe and Ito's colours, then again with another dash and marker.
CurveStyle curve_style(int n, const QPalette& palette);

QColor event_color(int event_kind, const QPalette& palette);      // EventKind as int
QColor ghost_color(const QColor& curve, const QPalette& palette); // of a parent behind its fork
QColor grid_color(const QPalette& palette);
QColor muted_text(const QPalette& palette);
// Perceptually even from dark to light (viridis): t in [0, 1].
QColor viridis(double t);

} // namespace thaw
