#include "widgets/plots/plot_view.h"

#include "widgets/appearance.h"
#include "widgets/plots/plot_painting.h"
#include "widgets/plots/range_painting.h"

#include <QChart>
#include <QEvent>
#include <QGraphicsItem>
#include <QLegend>
#include <cmath>
#include <functional>

namespace thaw {

// A layer of the picture, as large as the view.
class PlotItem : public QGraphicsItem {
  public:
    using Paint = std::function<void(QPainter&)>;
    PlotItem(PlotView& view, double z, Paint paint)
        : QGraphicsItem(view.chart()), view_(view), paint_(std::move(paint)) {
        setZValue(z);
        setAcceptedMouseButtons(Qt::NoButton);
    }
    QRectF boundingRect() const override { return QRectF(view_.viewport()->rect()); }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/,
               QWidget* /*widget*/) override {
        painter->setFont(view_.font());
        paint_(*painter);
    }
    void resized() { prepareGeometryChange(); }

  private:
    PlotView& view_;
    Paint paint_;
};

PlotView::PlotView(QWidget* parent) : QChartView(new QChart, parent) {
    // First of all: what follows lays out the view.
    curves_ = new PlotItem(*this, 20, [this](QPainter& painter) {
        paint_grid(painter, frame_, palette());
        paint_curves(painter, frame_, palette());
    });
    // Kept as a picture, which the cursor passes over without a curve being drawn anew.
    curves_->setCacheMode(QGraphicsItem::DeviceCoordinateCache);
    axes_ = new PlotItem(*this, 21, [this](QPainter& painter) {
        paint_axes(painter, frame_, palette(), QRectF(viewport()->rect()));
    });
    overlay_ = new PlotItem(*this, 22, [this](QPainter& painter) {
        const QRectF area = frame_.map.area;
        if (range_)
            paint_range(painter, *range_, area, palette());
        for (const auto& rule : frame_.rules)
            paint_rule(painter, rule, area, palette());
        if (moving_)
            paint_rule(painter, *moving_, area, palette());
        if (cursor_ && *cursor_ >= area.left() - 0.5 && *cursor_ <= area.right() + 0.5) {
            painter.setPen(QPen(muted_text(palette()), 1));
            const double x = std::round(*cursor_) + 0.5;
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        }
        if (!box_.isEmpty()) {
            QColor fill = palette().color(QPalette::Highlight);
            painter.setPen(QPen(fill, 1));
            fill.setAlphaF(0.15F);
            painter.setBrush(fill);
            painter.drawRect(box_);
        }
        if (hasFocus()) {
            painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5));
        }
    });
    chart()->legend()->hide();
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setMargins({});
    chart()->setBackgroundRoundness(0);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    // Menus are ours to open: a right drag zooms.
    setContextMenuPolicy(Qt::PreventContextMenu);
    viewport()->setContextMenuPolicy(Qt::PreventContextMenu);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setMinimumSize(160, 56);
    take_palette();
}

QRectF PlotView::plot_area() const {
    const QFontMetricsF metrics(font());
    const double left = std::ceil(metrics.horizontalAdvance(QStringLiteral("0.00000")) + 16);
    constexpr double gutter = 10; // that rules at steps are pulled out of
    const double bottom = x_axis_shown_ ? std::ceil(2 * metrics.height() + 10) : gutter;
    const QRectF whole(viewport()->rect());
    return {left, 8, std::max(1.0, std::floor(whole.width() - left - 20)),
            std::max(1.0, std::floor(whole.height() - bottom - 8))};
}

void PlotView::set_x_axis_shown(bool shown) {
    if (x_axis_shown_ == shown)
        return;
    x_axis_shown_ = shown;
    chart()->setPlotArea(plot_area());
    Q_EMIT laid_out();
}

void PlotView::show_frame(PlotFrame frame) {
    frame_ = std::move(frame);
    curves_->update();
    axes_->update();
    overlay_->update();
}

void PlotView::set_cursor_line(std::optional<double> x) {
    if (cursor_ == x)
        return;
    cursor_ = x;
    overlay_->update();
}

void PlotView::set_zoom_box(const QRectF& box) {
    box_ = box;
    overlay_->update();
}

void PlotView::set_moving_rule(std::optional<DrawnRule> rule) {
    moving_ = std::move(rule);
    overlay_->update();
}

void PlotView::set_stop_range(std::optional<DrawnRange> range) {
    range_ = std::move(range);
    overlay_->update();
}

void PlotView::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    for (QGraphicsItem* item : {curves_, axes_, overlay_})
        static_cast<PlotItem*>(item)->resized();
    chart()->setPlotArea(plot_area());
    Q_EMIT laid_out();
}

void PlotView::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        take_palette();
        chart()->setPlotArea(plot_area());
        Q_EMIT laid_out();
    }
}

void PlotView::take_palette() {
    const QColor base = palette().color(QPalette::Base);
    if (chart()->backgroundBrush() == QBrush(base))
        return;
    chart()->setBackgroundBrush(base);
    chart()->setBackgroundPen(Qt::NoPen);
    setBackgroundBrush(base);
}

} // namespace thaw
