#include "widgets/plots/plot_painting.h"

#include "widgets/appearance.h"

#include <QPaintDevice>
#include <QVarLengthArray>
#include <algorithm>
#include <array>
#include <cmath>

namespace thaw {

namespace {

// A wide stroke of many corners is filled as one path, which takes tens of milliseconds; beyond so
// many points hairlines are drawn side by side instead, at a tenth of the cost.
constexpr qsizetype most_joined = 150;

void paint_hairlines(QPainter& painter, const QPolygonF& stroke, const DrawnCurve& curve) {
    const double device_pixel = 1 / painter.device()->devicePixelRatio();
    const int lines = std::max(1, static_cast<int>(std::lround(curve.width / device_pixel)));
    painter.setPen(QPen(curve.color, device_pixel));
    for (int i = 0; i < lines; ++i) {
        // Aslant, so that level and upright parts both gain width.
        const double by = (i - (lines - 1) / 2.0) * device_pixel * 0.75;
        painter.translate(by, by);
        painter.drawPolyline(stroke);
        painter.translate(-by, -by);
    }
}

// Whether the stretch at pixel x is inked: dashes of lines that go up and down in every column
// can only be told along x.
bool inked(Qt::PenStyle dash, double x) {
    const double at = std::fmod(x, 18);
    switch (dash) {
    case Qt::DashLine:
        return at < 12;
    case Qt::DotLine:
        return std::fmod(x, 6) < 3;
    case Qt::DashDotLine:
        return at < 9 || (at >= 12 && at < 15);
    default:
        return true;
    }
}

void paint_stroke(QPainter& painter, const QPolygonF& stroke, const DrawnCurve& curve) {
    if (stroke.size() <= most_joined) {
        QPen pen(curve.color, curve.width, curve.dash, Qt::FlatCap, Qt::RoundJoin);
        painter.setPen(pen);
        painter.drawPolyline(stroke);
        return;
    }
    if (curve.dash == Qt::SolidLine) {
        paint_hairlines(painter, stroke, curve);
        return;
    }
    QPolygonF part;
    for (const QPointF& point : stroke) {
        if (inked(curve.dash, point.x())) {
            part.append(point);
        } else if (!part.isEmpty()) {
            paint_hairlines(painter, part, curve);
            part.clear();
        }
    }
    if (!part.isEmpty())
        paint_hairlines(painter, part, curve);
}

void paint_markers(QPainter& painter, const DrawnCurve& curve, const QRectF& area) {
    const double radius = std::max(2.2, curve.width * 1.3);
    double next = -1e9;
    const double apart = curve.marked || curve.marker > 0 ? 28 : 9;
    for (const auto& stroke : curve.shape.strokes) {
        // Dots only where each reading has one; markers that tell curves apart may be sparse.
        const bool every = stroke.size() < 2 || (stroke.back().x() - stroke.front().x()) /
                                                        static_cast<double>(stroke.size() - 1) >=
                                                    apart;
        if (!every && !curve.marked && curve.marker == 0)
            continue;
        for (const QPointF& point : stroke) {
            if (point.x() < next || point.x() < area.left() - 4 || point.x() > area.right() + 4)
                continue;
            paint_marker(painter, point, curve.marked && curve.marker == 0 ? 3 : curve.marker,
                         curve.marked ? radius + 1 : radius, curve.color);
            next = point.x() + apart;
        }
    }
}

// What is not finite: ticks at the bottom, triangles at the edge beyond which a value lies.
void paint_lost(QPainter& painter, const DrawnCurve& curve, const QRectF& area) {
    QList<QLineF> nan;
    for (const double x : curve.shape.nan)
        nan.append({x, area.bottom() - 8, x, area.bottom() - 1});
    painter.setPen(QPen(curve.color, 1.5));
    painter.drawLines(nan);
    painter.setPen(Qt::NoPen);
    painter.setBrush(curve.color);
    double next = -1e9;
    const auto triangle = [&](double x, double tip, double base) {
        if (x < next)
            return;
        const std::array<QPointF, 3> corners{{{x, tip}, {x - 4, base}, {x + 4, base}}};
        painter.drawPolygon(corners.data(), 3);
        next = x + 2;
    };
    for (const double x : curve.shape.above)
        triangle(x, area.top() + 1, area.top() + 8);
    next = -1e9;
    for (const double x : curve.shape.below)
        triangle(x, area.bottom() - 1, area.bottom() - 8);
    painter.setBrush(Qt::NoBrush);
}

QColor rule_color(DrawnRule::State state, const QPalette& palette) {
    switch (state) {
    case DrawnRule::State::fired:
    case DrawnRule::State::disabled:
        return muted_text(palette);
    default:
        return is_dark(palette) ? QColor(0xF0, 0x8A, 0x4B) : QColor(0xC2, 0x4E, 0x00);
    }
}

void paint_pill(QPainter& painter, const QString& text, QRectF box, const QColor& color,
                const QPalette& palette) {
    QColor ground = palette.color(QPalette::Base);
    ground.setAlphaF(0.88F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(color);
    painter.setBrush(Qt::NoBrush);
    painter.drawText(box, Qt::AlignCenter, text);
}

// A threshold above or below what is in view: an arrow towards it, at that edge.
void paint_rule_outside(QPainter& painter, const QString& rule, bool above, const QRectF& area,
                        const QColor& color, const QPalette& palette) {
    const QFontMetricsF metrics(painter.font());
    const QString text = metrics.elidedText((above ? u'▲' : u'▼') + QStringLiteral(" ") + rule,
                                            Qt::ElideRight, area.width() * 0.7);
    const double width = metrics.horizontalAdvance(text) + 10, height = metrics.height() + 2;
    paint_pill(painter, text,
               {area.right() - width - 16, above ? area.top() + 3 : area.bottom() - height - 3,
                width, height},
               color, palette);
}

} // namespace

void paint_marker(QPainter& painter, const QPointF& at, int marker, double radius,
                  const QColor& color) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const double r = radius;
    const auto polygon = [&](std::initializer_list<QPointF> corners) {
        QPolygonF shape;
        for (const QPointF& corner : corners)
            shape.append(at + corner);
        painter.drawPolygon(shape);
    };
    switch (marker) {
    case 2:
        painter.drawRect(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r));
        break;
    case 3:
        polygon({{0, -1.3 * r}, {1.2 * r, r}, {-1.2 * r, r}});
        break;
    case 4:
        polygon({{0, -1.4 * r}, {1.4 * r, 0}, {0, 1.4 * r}, {-1.4 * r, 0}});
        break;
    case 5:
        painter.setPen(QPen(color, 1.4));
        painter.drawLine(at + QPointF(-r, -r), at + QPointF(r, r));
        painter.drawLine(at + QPointF(-r, r), at + QPointF(r, -r));
        break;
    default:
        painter.drawEllipse(at, r, r);
    }
    painter.setBrush(Qt::NoBrush);
}

void paint_grid(QPainter& painter, const PlotFrame& frame, const QPalette& palette) {
    const QRectF& area = frame.map.area;
    const QColor strong = grid_color(palette);
    QColor weak = strong;
    weak.setAlphaF(0.45F);
    painter.setPen(QPen(strong, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5));
    // On whole pixels, so that hairlines stay hairlines.
    for (const Tick& tick : frame.y_ticks) {
        const double y = std::round(frame.map.y.pixel(tick.value)) + 0.5;
        painter.setPen(QPen(tick.label.isEmpty() ? weak : strong, 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    for (const Tick& tick : frame.x_ticks) {
        const double x = std::round(frame.map.x.pixel(tick.value)) + 0.5;
        painter.setPen(QPen(weak, 1));
        if (!tick.label.isEmpty())
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
}

void paint_curves(QPainter& painter, const PlotFrame& frame, const QPalette& palette) {
    const QRectF& area = frame.map.area;
    painter.save();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const DrawnSpan& span : frame.spans)
        painter.fillRect(
            QRectF(span.from, area.top(), std::max(1.0, span.to - span.from), area.height()),
            span.color);
    for (const DrawnMark& mark : frame.marks) {
        QColor color = mark.color;
        const double x = std::round(mark.x);
        if (mark.tall) {
            color.setAlphaF(0.45F);
            painter.fillRect(QRectF(x, area.top(), 1, area.height()), color);
        }
        painter.fillRect(QRectF(x - 1, area.top(), 3, 7), mark.color);
    }
    if (frame.present)
        painter.fillRect(QRectF(*frame.present + 1, area.top(),
                                std::max(0.0, area.right() - *frame.present), area.height()),
                         QColor(128, 128, 128, is_dark(palette) ? 26 : 16));
    painter.setPen(Qt::NoPen);
    for (const DrawnBand& band : frame.bands) {
        painter.setBrush(band.color);
        for (const auto& part : band.parts) {
            painter.setRenderHint(QPainter::Antialiasing, part.size() <= 2 * most_joined);
            painter.drawPolygon(part);
        }
    }
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (const DrawnCurve& curve : frame.curves) {
        for (const auto& stroke : curve.shape.strokes)
            paint_stroke(painter, stroke, curve);
        paint_markers(painter, curve, area);
        paint_lost(painter, curve, area);
    }
    for (const DrawnLine& line : frame.lines) {
        painter.setPen(QPen(line.color, line.width, line.dash));
        if (line.fill.isValid()) {
            painter.setBrush(line.fill);
            painter.drawPolygon(line.corners);
            painter.setBrush(Qt::NoBrush);
        } else {
            painter.drawPolyline(line.corners);
        }
    }
    for (const DrawnPoint& point : frame.points) {
        if (point.ringed) {
            painter.setPen(QPen(palette.color(QPalette::Text), 1.5));
            painter.drawEllipse(point.at, point.radius + 3, point.radius + 3);
        }
        paint_marker(painter, point.at, point.marker, point.radius, point.color);
    }
    painter.restore();
}

void paint_axes(QPainter& painter, const PlotFrame& frame, const QPalette& palette,
                const QRectF& whole) {
    const QRectF& area = frame.map.area;
    const QFontMetricsF metrics(painter.font());
    painter.setPen(muted_text(palette));
    double free_below = whole.bottom();
    // From the top: the upper labels stay where two would touch.
    for (auto tick = frame.y_ticks.begin(); tick != frame.y_ticks.end(); ++tick) {
        const double y = frame.map.y.pixel(tick->value);
        if (tick->label.isEmpty() || y + metrics.height() / 2 > free_below)
            continue;
        painter.drawText(QRectF(whole.left(), y - metrics.height(), area.left() - whole.left() - 8,
                                2 * metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, tick->label);
        free_below = y - metrics.height() / 2;
    }
    if (whole.bottom() < area.bottom() + 2 * metrics.height())
        return; // the plot beneath has the numbers
    double free_left = whole.left();
    for (const Tick& tick : frame.x_ticks) {
        const double width = metrics.horizontalAdvance(tick.label);
        const double x = std::min(frame.map.x.pixel(tick.value), whole.right() - width / 2 - 1);
        if (tick.label.isEmpty() || x - width / 2 < free_left)
            continue;
        painter.drawText(QRectF(x - width, area.bottom() + 5, 2 * width, metrics.height()),
                         Qt::AlignCenter, tick.label);
        free_left = x + width / 2 + 8;
    }
    painter.drawText(QRectF(area.left(), area.bottom() + 5 + metrics.height(), area.width(),
                            metrics.height() + 2),
                     Qt::AlignCenter, frame.x_label);
}

void paint_rule(QPainter& painter, const DrawnRule& rule, const QRectF& area,
                const QPalette& palette) {
    const bool level = rule.orientation == Qt::Horizontal;
    const QColor color = rule_color(rule.state, palette);
    const double before = level ? area.top() - rule.at : area.left() - rule.at;
    const double beyond = level ? rule.at - area.bottom() : rule.at - area.right();
    if (before > 1 || beyond > 1) {
        if (level && rule.state != DrawnRule::State::fired)
            paint_rule_outside(painter, rule.text, before > 1, area, color, palette);
        return;
    }
    const bool solid = rule.state == DrawnRule::State::fired;
    painter.setPen(QPen(color, rule.selected ? 2.0 : 1.25, solid ? Qt::SolidLine : Qt::DashLine));
    const double at = std::round(rule.at) + 0.5;
    if (level)
        painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
    else
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    if (rule.fired_at && *rule.fired_at >= area.left() && *rule.fired_at <= area.right())
        paint_marker(painter, level ? QPointF(*rule.fired_at, at) : QPointF(at, area.top() + 8), 4,
                     4.5, color);
    if (rule.movable) {
        painter.setPen(QPen(palette.color(QPalette::Base), 1));
        painter.setBrush(color);
        painter.drawRoundedRect(level ? QRectF(area.right() - 12, at - 5, 12, 10)
                                      : QRectF(at - 5, area.bottom() - 12, 10, 12),
                                3, 3);
        painter.setBrush(Qt::NoBrush);
    }
    const QFontMetricsF metrics(painter.font());
    const QString text = metrics.elidedText(rule.text, Qt::ElideRight, area.width() * 0.7);
    const double width = metrics.horizontalAdvance(text) + 10, height = metrics.height() + 2;
    const double left = level                           ? area.right() - width - 16
                        : at + 6 + width < area.right() ? at + 6
                                                        : at - 6 - width;
    const double top =
        level ? (at - height - 2 > area.top() ? at - height - 2 : at + 3) : area.top() + 12;
    paint_pill(painter, text, {left, top, width, height}, color, palette);
}

} // namespace thaw
