#include "widgets/compare/scatter_plot.h"

#include "widgets/say.h"

#include <QEvent>
#include <QLabel>
#include <QToolTip>
#include <QVBoxLayout>
#include <cmath>

namespace thaw {

ScatterPlot::ScatterPlot(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), x_(new PlaneAxis(this)), y_(new PlaneAxis(this)),
      title_(new QLabel), view_(new PlotView), turn_([this] { draw_now(); }, this) {
    title_->setContentsMargins(8, 2, 8, 0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(title_);
    column->addWidget(view_, 1);
    view_->setToolTip(say("Drag to choose runs, Ctrl+drag to choose more, click beside them to "
                          "choose none. Shift+drag and the wheel zoom, a double-click shows all."));
    auto* gestures = new PlaneGestures(view_, x_, y_, this);
    gestures->set_brushing(true);
    connect(gestures, &PlaneGestures::clicked, this, [this](const QPointF& at, bool more) {
        const PlanePoint* point = point_at(at);
        set_->choose(point == nullptr ? std::vector<std::size_t>() : std::vector{point->run}, more);
    });
    connect(gestures, &PlaneGestures::brushed, this, [this](const QRectF& box, bool more) {
        std::vector<std::size_t> runs;
        for (const PlanePoint& point : points_)
            if (box.contains(pixel(point)))
                runs.push_back(point.run);
        set_->choose(runs, more);
    });
    connect(gestures, &PlaneGestures::pointed_at, this,
            [this](const QPointF& at, const QPoint& global) {
                const PlanePoint* point = point_at(at);
                QToolTip::showText(global, point == nullptr ? view_->toolTip() : told(*point),
                                   view_);
            });
    const auto ask = [this] { turn_.ask(); };
    connect(view_, &PlotView::laid_out, this, ask);
    connect(x_, &PlaneAxis::changed, this, ask);
    connect(y_, &PlaneAxis::changed, this, ask);
    connect(set_, &ComparedSet::choice_changed, this, ask);
    connect(set_, &ComparedSet::colored, this, ask);
}

void ScatterPlot::show_points(std::vector<PlanePoint> points, const QString& x_label,
                              const QString& y_label, const std::vector<QPointF>& around) {
    const std::size_t all = points.size();
    std::erase_if(points, [](const PlanePoint& point) {
        return !std::isfinite(point.x) || !std::isfinite(point.y);
    });
    points_ = std::move(points);
    left_out_ = all - points_.size();
    x_label_ = x_label;
    y_label_ = y_label;
    Extent x, y;
    for (const PlanePoint& point : points_) {
        x.add(point.x);
        y.add(point.y);
    }
    for (const QPointF& point : around) {
        x.add(point.x());
        y.add(point.y());
    }
    x_->set_values(x);
    y_->set_values(y);
    title_->setText(y_label);
    view_->setAccessibleName(say("{} against {}", y_label, x_label));
    view_->setAccessibleDescription(
        say("{} [run|runs] as points; the tab Runs has the numbers", points_.size()));
    turn_.ask();
}

void ScatterPlot::set_overlay(std::function<void(PlotFrame&)> add) {
    overlay_ = std::move(add);
    turn_.ask();
}

QPointF ScatterPlot::pixel(const PlanePoint& point) const {
    const PlotMap& map = view_->frame().map;
    return {map.x.pixel(point.x), map.y.pixel(point.y)};
}

const PlanePoint* ScatterPlot::point_at(const QPointF& at) const {
    constexpr double near = 8; // pixels
    const PlanePoint* found = nullptr;
    double least = near;
    for (const PlanePoint& point : points_) {
        const QPointF away = pixel(point) - at;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < least) {
            least = distance;
            found = &point;
        }
    }
    return found;
}

QString ScatterPlot::told(const PlanePoint& point) const {
    const ComparedRun& run = *set_->runs()[point.run];
    const QString stop =
        run.stop() < 0 ? say("no stop") : say("unfreezing ended at step {}", run.stop());
    return say("{}\nseed {}, {}", run.label(), run.seed(), stop) +
           QStringLiteral("\n%1: %2\n%3: %4")
               .arg(x_label_, shown_number(point.x), y_label_, shown_number(point.y));
}

void ScatterPlot::draw_now() {
    turn_.forget();
    const QRectF area = view_->plot_area();
    PlotFrame frame =
        empty_frame({area, x_->map(area.left(), area.right()), y_->map(area.bottom(), area.top())},
                    QFontMetricsF(font()).height());
    frame.x_label = x_label_;
    const bool dim = set_->any_chosen();
    for (const bool chosen : {false, true})
        for (const PlanePoint& point : points_) {
            if (set_->chosen(point.run) != chosen)
                continue;
            const CurveStyle style = set_->run_style(point.run, palette());
            QColor color = style.color;
            color.setAlphaF(dim && !chosen ? 0.3F : 1.0F);
            const QPointF at(frame.map.x.pixel(point.x), frame.map.y.pixel(point.y));
            if (!std::isnan(at.x()) && !std::isnan(at.y()))
                frame.points.push_back({at, color, style.marker, 4.5, chosen});
        }
    if (overlay_)
        overlay_(frame);
    view_->show_frame(std::move(frame));
}

void ScatterPlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        turn_.ask();
}

void ScatterPlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    turn_.ask();
}

} // namespace thaw
