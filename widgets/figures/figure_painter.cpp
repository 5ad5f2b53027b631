#include "widgets/figures/figure_painter.h"

#include "widgets/figures/figure_fonts.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <cmath>

namespace thaw {

namespace {

// Everything is drawn in hundredths of a pt, rounded: finer than any press, and short in an SVG.
constexpr double unit = 100;

QColor color_of(Rgb rgb) {
    return {rgb.red, rgb.green, rgb.blue};
}
QPointF point_of(ScenePoint p) {
    return {std::round(p.x * unit), std::round(p.y * unit)};
}
QRectF rect_of(const SceneRect& rect) {
    return {point_of({rect.left, rect.top}), point_of({rect.right(), rect.bottom()})};
}
QPen pen_of(const SceneStroke& stroke) {
    QPen pen(color_of(stroke.color), stroke.width * unit);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(stroke.dash.empty() ? Qt::SquareCap : Qt::FlatCap);
    if (!stroke.dash.empty()) {
        QList<qreal> pattern;
        for (const double part : stroke.dash)
            pattern << part / stroke.width; // Qt counts in widths of the pen
        pen.setDashPattern(pattern);
    }
    return pen;
}

class FigurePainter {
  public:
    FigurePainter(QPainter& painter, const FigureScene& scene) : painter_(painter), scene_(scene) {}

    void draw() {
        painter_.save();
        painter_.scale(1 / unit, 1 / unit);
        for (const ScenePanel& panel : scene_.panels)
            draw(panel);
        for (const SceneLegend& legend : scene_.legends)
            draw(legend);
        painter_.restore();
    }

  private:
    void draw(const ScenePanel& panel) {
        fills(panel.shades);
        fills(panel.cells);
        lines(panel.hatching, {.color = hatch_color, .width = 0.4});
        for (const auto& [line, stroke] : panel.grid)
            lines({line}, stroke);
        for (const SceneCurve& curve : panel.curves)
            draw_band(curve);
        for (const auto& [line, stroke] : panel.rules)
            lines({line}, stroke);
        draw_frame(panel);
        for (const SceneCurve& curve : panel.curves)
            draw_curve(curve);
        fills(panel.color_bar);
        if (!panel.color_bar.empty())
            draw_color_bar(panel);
        for (const SceneText& text : panel.texts)
            draw(text);
        for (const SceneText& text : panel.curve_texts)
            draw(text);
        for (const SceneLegend& legend : panel.legends)
            draw(legend);
    }

    void fills(const std::vector<SceneFill>& all) {
        painter_.setPen(Qt::NoPen);
        for (const SceneFill& one : all) {
            painter_.setBrush(color_of(one.color));
            painter_.drawRect(rect_of(one.rect));
        }
        painter_.setBrush(Qt::NoBrush);
    }

    // One path for all of them: a series is one object in an editor.
    void lines(const std::vector<SceneLine>& all, const SceneStroke& stroke) {
        QPainterPath path;
        for (const SceneLine& line : all) {
            path.moveTo(point_of(line.front()));
            for (std::size_t i = 1; i < line.size(); ++i)
                path.lineTo(point_of(line[i]));
        }
        if (!path.isEmpty())
            painter_.strokePath(path, pen_of(stroke));
    }

    void draw_band(const SceneCurve& curve) {
        QPainterPath path;
        for (const SceneLine& polygon : curve.band) {
            path.moveTo(point_of(polygon.front()));
            for (std::size_t i = 1; i < polygon.size(); ++i)
                path.lineTo(point_of(polygon[i]));
            path.closeSubpath();
        }
        QColor color = color_of(curve.stroke.color);
        color.setAlphaF(band_opacity);
        if (!path.isEmpty())
            painter_.fillPath(path, color);
    }

    void draw_curve(const SceneCurve& curve) {
        lines(curve.lines, curve.stroke);
        std::vector<SceneLine> bars;
        for (const auto& [a, b] : curve.bars)
            bars.push_back({a, b});
        lines(bars, {.color = curve.stroke.color, .width = 0.7});
        for (const ScenePoint& at : curve.markers)
            draw_marker(at, curve.marker, curve.marker_size, curve.stroke.color);
    }

    void draw_marker(ScenePoint at, MarkerShape shape, double size, Rgb color) {
        const QPointF c = point_of(at);
        const double r = size * unit / 2;
        // A white rim tells markers apart where they crowd.
        QPen pen(shape == MarkerShape::cross ? color_of(color) : QColor(Qt::white),
                 (shape == MarkerShape::cross ? 0.9 : 0.25) * unit);
        pen.setJoinStyle(Qt::MiterJoin);
        painter_.setPen(pen);
        painter_.setBrush(color_of(color));
        switch (shape) {
        case MarkerShape::square:
            painter_.drawRect(QRectF(c.x() - 0.89 * r, c.y() - 0.89 * r, 1.78 * r, 1.78 * r));
            break;
        case MarkerShape::triangle:
            painter_.drawPolygon(QPolygonF{{c.x(), c.y() - 1.1 * r},
                                           {c.x() + r, c.y() + 0.75 * r},
                                           {c.x() - r, c.y() + 0.75 * r}});
            break;
        case MarkerShape::diamond:
            painter_.drawPolygon(QPolygonF{{c.x(), c.y() - 1.2 * r},
                                           {c.x() + 1.2 * r, c.y()},
                                           {c.x(), c.y() + 1.2 * r},
                                           {c.x() - 1.2 * r, c.y()}});
            break;
        case MarkerShape::cross:
            painter_.drawLine(QPointF(c.x() - r, c.y() - r), QPointF(c.x() + r, c.y() + r));
            painter_.drawLine(QPointF(c.x() - r, c.y() + r), QPointF(c.x() + r, c.y() - r));
            break;
        default:
            painter_.drawEllipse(c, r, r);
        }
        painter_.setBrush(Qt::NoBrush);
    }

    void draw_frame(const ScenePanel& panel) {
        const SceneRect& axes = panel.axes;
        const SceneStroke stroke{.width = scene_.preset->axis_line};
        std::vector<SceneLine> all;
        if (panel.boxed)
            all.push_back({{axes.left, axes.top},
                           {axes.right(), axes.top},
                           {axes.right(), axes.bottom()},
                           {axes.left, axes.bottom()},
                           {axes.left, axes.top}});
        else
            all.push_back(
                {{axes.left, axes.top}, {axes.left, axes.bottom()}, {axes.right(), axes.bottom()}});
        for (const PrintTick& tick : panel.x_ticks.ticks) {
            const double x = panel.at(tick.value, panel.y.low).x;
            const double length = tick.label.empty() ? minor_tick_length : tick_length;
            all.push_back({{x, axes.bottom()}, {x, axes.bottom() + length}});
        }
        for (const PrintTick& tick : panel.y_ticks.ticks) {
            const double y = panel.at(panel.x.low, tick.value).y;
            const double length = tick.label.empty() ? minor_tick_length : tick_length;
            all.push_back({{axes.left, y}, {axes.left - length, y}});
        }
        if (panel.right) {
            const ScenePanel right = panel.on_right();
            all.push_back({{axes.right(), axes.top}, {axes.right(), axes.bottom()}});
            for (const PrintTick& tick : panel.right_ticks.ticks) {
                const double y = right.at(panel.x.low, tick.value).y;
                const double length = tick.label.empty() ? minor_tick_length : tick_length;
                all.push_back({{axes.right(), y}, {axes.right() + length, y}});
            }
        }
        lines(all, stroke);
    }

    void draw_color_bar(const ScenePanel& panel) {
        const SceneRect& box = panel.color_bar_box;
        std::vector<SceneLine> all{{{box.left, box.top},
                                    {box.right(), box.top},
                                    {box.right(), box.bottom()},
                                    {box.left, box.bottom()},
                                    {box.left, box.top}}};
        for (const double y : panel.color_bar_ticks)
            all.push_back({{box.right(), y}, {box.right() + tick_length, y}});
        lines(all, {.width = scene_.preset->axis_line});
    }

    void draw(const SceneText& text) {
        const LaidOutLabel label = lay_out_label(text.source, scene_.preset->typeface, text.bold);
        const double shift = text.anchor == TextAnchor::left     ? 0
                             : text.anchor == TextAnchor::centre ? -label.width / 2
                                                                 : -label.width;
        painter_.save();
        painter_.translate(text.at.x * unit, text.at.y * unit);
        if (text.upwards)
            painter_.rotate(-90);
        painter_.setPen(color_of(text.color));
        for (const GlyphRun& run : label.runs) {
            painter_.save();
            painter_.translate((run.x + shift) * text.size * unit, -run.rise * text.size * unit);
            double x = 0;
            const double scale = run.scale * text.size * unit;
            for (const FontRun& part :
                 font_runs(QString::fromStdString(run.text), scene_.preset->typeface, run.slant)) {
                const double size = part.font.pixelSize();
                painter_.save();
                painter_.scale(scale / size, scale / size);
                painter_.setFont(part.font);
                painter_.drawText(QPointF(x, 0), part.text);
                painter_.restore();
                x += QFontMetricsF(part.font).horizontalAdvance(part.text);
            }
            painter_.restore();
        }
        painter_.restore();
    }

    void draw(const SceneLegend& legend) {
        if (legend.over_curves) {
            QColor ground = Qt::white;
            ground.setAlphaF(0.8);
            painter_.fillRect(rect_of(legend.box), ground);
        }
        for (const SceneLegendEntry& one : legend.entries) {
            const LegendEntry& entry = one.entry;
            const SceneRect& handle = one.handle;
            if (entry.shade)
                fills({{handle, shade_color}});
            if (entry.band) {
                QColor color = color_of(entry.style.color);
                color.setAlphaF(band_opacity);
                painter_.fillRect(rect_of(handle), color);
            }
            const double middle = handle.top + handle.height / 2;
            SceneStroke stroke{.color = entry.style.color, .width = scene_.preset->curve_line};
            for (const double part : entry.style.dash)
                stroke.dash.push_back(part * stroke.width);
            if (entry.line)
                lines({{{handle.left, middle}, {handle.right(), middle}}}, stroke);
            constexpr double size = 3.2;
            if (entry.marked || entry.style.marker != MarkerShape::none)
                draw_marker({handle.left + handle.width / 2, middle},
                            entry.style.marker == MarkerShape::none ? MarkerShape::circle
                                                                    : entry.style.marker,
                            size, entry.style.color);
            draw(one.text);
        }
        for (const SceneText& text : legend.texts)
            draw(text);
    }

    QPainter& painter_;
    const FigureScene& scene_;
};

} // namespace

void draw_figure(QPainter& painter, const FigureScene& scene) {
    FigurePainter(painter, scene).draw();
}

} // namespace thaw
