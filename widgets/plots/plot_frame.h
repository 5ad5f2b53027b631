// One picture of a plot, worked out to pixels: what PlotView draws.
#pragma once

#include "widgets/axis_scale.h"
#include "widgets/plots/curve_shape.h"
#include "widgets/plots/plot_map.h"

#include <QColor>
#include <QPointF>
#include <QPolygonF>
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

// A point of its own.
struct DrawnPoint {
    QPointF at;
    QColor color;
    int marker = 0; // as CurveStyle::marker
    double radius = 4;
    bool ringed = false; // chosen
};
// A line through some corners; closed and filled where `fill` is a colour.
struct DrawnLine {
    QPolygonF corners = {};
    QColor color = {};
    double width = 1;
    Qt::PenStyle dash = Qt::SolidLine;
    QColor fill = {};
};
// A range of stops, between pixels x, with a handle at either end.
struct DrawnRange {
    double from = 0, to = 0;
    std::vector<double> stops;
    QString text;
};
// The ground between two pixels x.
struct DrawnSpan {
    double from = 0, to = 0;
    QColor color;
};

struct PlotFrame {
    PlotMap map;
    std::vector<Tick> x_ticks, y_ticks;
    QString x_label;
    std::vector<DrawnBand> bands;
    std::vector<DrawnCurve> curves; // the last one is on top
    std::vector<DrawnMark> marks;
    std::vector<DrawnRule> rules;
    std::vector<DrawnSpan> spans;   // beneath all else
    std::vector<DrawnLine> lines;   // beneath the points
    std::vector<DrawnPoint> points; // on top
    std::optional<double> present;  // x of the newest step of a run that goes on
};

// A picture with nothing in it but the ticks of both axes: as many as labels of this height leave
// room for.
PlotFrame empty_frame(const PlotMap& map, double label_height);

} // namespace thaw
