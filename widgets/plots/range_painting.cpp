#include "widgets/plots/range_painting.h"

#include "widgets/plots/range_drag.h"

#include <algorithm>
#include <cmath>

namespace thaw {

void paint_range(QPainter& painter, const DrawnRange& range, const QRectF& area,
                 const QPalette& palette) {
    if (range.to < area.left() || range.from > area.right())
        return;
    painter.save();
    painter.setClipRect(area);
    const QColor color = palette.color(QPalette::Highlight);
    const auto faint = [&](float alpha) {
        QColor paler = color;
        paler.setAlphaF(alpha);
        return paler;
    };
    const QRectF span(range.from, area.top(), std::max(1.0, range.to - range.from), area.height());
    painter.fillRect(span, faint(0.13F));
    painter.fillRect(QRectF(span.left(), span.top(), span.width(), range_bar), faint(0.30F));
    painter.setPen(QPen(faint(0.85F), 1, Qt::DotLine));
    for (const double stop : range.stops) {
        const double x = std::round(stop) + 0.5;
        painter.drawLine(QPointF(x, area.top() + range_bar), QPointF(x, area.bottom()));
    }
    constexpr double wide = 6, high = 26;
    for (const double end : {range.from, range.to}) {
        const double x = std::round(end) + 0.5;
        painter.setPen(QPen(color, 1.5));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(QPen(palette.color(QPalette::Base), 1));
        painter.setBrush(color);
        painter.drawRoundedRect(
            QRectF(x - wide / 2, area.center().y() - high / 2, wide, std::min(high, area.height())),
            2, 2);
        painter.setBrush(Qt::NoBrush);
    }
    painter.restore();
    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(range.text) + 10;
    const double middle = std::clamp((range.from + range.to) / 2, area.left() + width / 2,
                                     std::max(area.left() + width / 2, area.right() - width / 2));
    const QRectF box(middle - width / 2, area.top() + range_bar + 2, width, metrics.height() + 2);
    QColor ground = palette.color(QPalette::Base);
    ground.setAlphaF(0.9F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(box, 4, 4);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(palette.color(QPalette::Text));
    painter.drawText(box, Qt::AlignCenter, range.text);
}

} // namespace thaw
