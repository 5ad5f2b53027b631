// One picture of a plot, worked out to pixels: what PlotView draws.
#pragma once

#include "widgets/axis_scale.h"
#include "widgets/plots/curve_shape.h"
#include "widgets/plots/plot_map.h"

#include <QColor>
#include <QString>
#include <Qt>
#include <optional>
#include <vector>

namespace thaw {

struct DrawnCurve {
    CurveShape shape;
    QColor color; // opaque: strokes of many lines would show where they overlap
    double width = 1;
    Qt::PenStyle dash = Qt::SolidLine;
    int marker = 0;      // as CurveStyle::marker
    bool marked = false; // with markers even where points are many
};
struct DrawnBand {
    std::vector<QPolygonF> parts;
    QColor color;
};
// Something that happened, at pixel x.
struct DrawnMark {
    double x = 0;
    QColor color;
    bool tall = false; // a line through the plot, not only a tick at its top
};
// A rule, at pixel x (vertical) or y (horizontal).
struct DrawnRule {
    enum class State { armed, fired, disabled, moving };
    Qt::Orientation orientation = Qt::Horizontal;
    double at = 0;
    State state = State::armed;
    bool selected = false;
    bool movable = false; // with a handle
    QString text;
    std::optional<double> fired_at = {}; // pixel x
};

struct PlotFrame {
    PlotMap map;
    std::vector<Tick> x_ticks, y_ticks;
    QString x_label;
    std::vector<DrawnBand> bands;
    std::vector<DrawnCurve> curves; // the last one is on top
    std::vector<DrawnMark> marks;
    std::vector<DrawnRule> rules;
    std::optional<double> level;   // y of the stability limit
    std::optional<double> present; // x of the newest step of a run that goes on
};

} // namespace thaw
