#include "widgets/compare/compare_plot.h"

#include "widgets/say.h"

#include <QEvent>
#include <QLabel>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

namespace thaw {

namespace {

constexpr std::size_t crowd = 12; // lines from which on they are thin and their marks are ticks

QColor towards(const QColor& color, const QColor& ground, float part) {
    return QColor::fromRgbF(color.redF() + (ground.redF() - color.redF()) * part,
                            color.greenF() + (ground.greenF() - color.greenF()) * part,
                            color.blueF() + (ground.blueF() - color.blueF()) * part);
}

} // namespace

ComparePlot::ComparePlot(ComparedSet* set, const OverlayState* state, PlaneAxis* x, QWidget* parent)
    : QWidget(parent), set_(set), state_(state), x_(x), y_(new PlaneAxis(this)), title_(new QLabel),
      view_(new PlotView), turn_([this] { draw_now(); }, this) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    title_->setContentsMargins(8, 2, 8, 0);
    title_->setTextFormat(Qt::PlainText);
    column->addWidget(title_);
    column->addWidget(view_, 1);
    auto* gestures = new PlaneGestures(view_, x_, y_, this);
    connect(gestures, &PlaneGestures::scale_change_asked, this, &ComparePlot::scale_change_asked);
    connect(gestures, &PlaneGestures::clicked, this, [this](const QPointF& at, bool more) {
        const ShownCurve* curve = curve_at(at);
        set_->choose(curve == nullptr ? std::vector<std::size_t>() : curve->runs, more);
    });
    connect(gestures, &PlaneGestures::pointed_at, this,
            [this](const QPointF& at, const QPoint& global) {
                const ShownCurve* curve = curve_at(at);
                QToolTip::showText(
                    global, curve == nullptr ? QString() : QString::fromStdString(curve->name),
                    view_);
            });
    connect(view_, &PlotView::laid_out, this, [this] { turn_.ask(); });
    connect(x_, &PlaneAxis::changed, this, [this] { turn_.ask(); });
    connect(y_, &PlaneAxis::changed, this, [this] { turn_.ask(); });
    connect(x_, &PlaneAxis::cursor_moved, this, [this] {
        const auto cursor = x_->cursor();
        view_->set_cursor_line(cursor ? std::optional(view_->frame().map.x.pixel(*cursor))
                                      : std::nullopt);
    });
}

void ComparePlot::show_panel(const CurvePanel& panel, const QString& x_label,
                             const QString& y_label) {
    panel_ = panel;
    x_label_ = x_label;
    const QString title = QString::fromStdString(panel.title);
    title_->setText(title.isEmpty() ? y_label : QStringLiteral("%1 · %2").arg(title, y_label));
    view_->setAccessibleName(title_->text());
    view_->setAccessibleDescription(
        say("{} [line|lines] over {}; the table has the numbers", panel.curves.size(), x_label));
    turn_.ask();
}

void ComparePlot::set_x_axis_shown(bool shown) {
    view_->set_x_axis_shown(shown);
}

CurveStyle ComparePlot::style_of(const ShownCurve& curve) const {
    CurveStyle style = curve.of_group ? set_->group_style(curve.group, palette())
                                      : set_->run_style(curve.runs.front(), palette());
    if (const auto own = state_->colors.find(curve.key); own != state_->colors.end())
        style.color = own->second;
    style.width = curve.of_group ? 2.0 : panel_.curves.size() > crowd ? 1.0 : 1.35;
    return style;
}

bool ComparePlot::is_chosen(const ShownCurve& curve) const {
    return std::any_of(curve.runs.begin(), curve.runs.end(),
                       [&](std::size_t run) { return set_->chosen(run); });
}

double ComparePlot::value_at(const ShownCurve& curve, double x) {
    const std::vector<double>& at = *curve.x;
    const auto after = std::lower_bound(at.begin(), at.end(), x);
    if (after == at.end())
        return std::nan("");
    const auto i = static_cast<std::size_t>(after - at.begin());
    const SummedColumn y = curve.y.look();
    if (*after == x || i == 0)
        return *after == x ? y[i] : std::nan("");
    const double part = (x - at[i - 1]) / (at[i] - at[i - 1]);
    return y[i - 1] + (y[i] - y[i - 1]) * part;
}

// To what of the lines is in view.
void ComparePlot::fit_y() {
    if (!y_->fitted())
        return;
    Extent all;
    const AxisMap map = x_->map(0, 1);
    for (const auto& curve : panel_.curves) {
        if (state_->hidden.contains(curve->key))
            continue;
        const std::vector<double>& x = *curve->x;
        const auto first = std::lower_bound(x.begin(), x.end(), map.low());
        const auto last = std::upper_bound(first, x.end(), map.high());
        const auto from = static_cast<std::size_t>(first - x.begin());
        const auto to = static_cast<std::size_t>(last - x.begin());
        all.add(curve->y.look().extent(from, to));
        if (state_->bands && curve->low.size() > 0) {
            all.add(curve->low.look().extent(from, to));
            all.add(curve->high.look().extent(from, to));
        }
    }
    const QSignalBlocker quiet(y_); // it is being drawn
    y_->set_values(all);
}

void ComparePlot::draw_now() {
    turn_.forget();
    fit_y();
    const QRectF area = view_->plot_area();
    PlotFrame frame =
        empty_frame({area, x_->map(area.left(), area.right()), y_->map(area.bottom(), area.top())},
                    QFontMetricsF(font()).height());
    frame.x_label = x_label_;
    // What a logarithmic axis has no room for stands at its end.
    const double least_x = x_->scale() == AxisScale::logarithmic
                               ? frame.map.x.low()
                               : -std::numeric_limits<double>::infinity();
    const std::vector<double>* x = nullptr;
    ColumnRows rows; // of `x`
    for (const bool chosen : {false, true})
        for (const auto& curve : panel_.curves) {
            if (is_chosen(*curve) != chosen || state_->hidden.contains(curve->key))
                continue;
            if (x != curve->x.get())
                rows = column_rows(*curve->x, least_x, frame.map);
            x = curve->x.get();
            add_curve(*curve, rows, frame);
        }
    view_->show_frame(std::move(frame));
}

void ComparePlot::add_curve(const ShownCurve& curve, const ColumnRows& rows,
                            PlotFrame& frame) const {
    const PlotMap& map = frame.map;
    CurveStyle style = style_of(curve);
    const QColor ground = palette().color(QPalette::Base);
    if (set_->any_chosen()) {
        if (is_chosen(curve))
            style.width += 1;
        else
            style.color = towards(style.color, ground, 0.72F);
    }
    if (state_->bands && curve.low.size() > 0) {
        QColor fill = style.color;
        fill.setAlphaF(0.18F);
        frame.bands.push_back({band_shape(curve.low.look(), curve.high.look(), rows, map), fill});
    }
    frame.curves.push_back({.shape = curve_shape(curve.y.look(), rows, map),
                            .color = style.color,
                            .width = style.width,
                            .dash = style.dash,
                            .marker = style.marker});
    const bool tall = panel_.curves.size() <= crowd && !curve.of_group;
    for (const auto& mark : curve.marks) {
        const double x = map.x.pixel(mark.x);
        if (state_->marks && x >= map.area.left() && x <= map.area.right())
            frame.marks.push_back({x, event_color(static_cast<int>(mark.kind), palette()), tall});
    }
    add_fired(curve, frame);
}

void ComparePlot::add_fired(const ShownCurve& curve, PlotFrame& frame) const {
    for (const std::size_t run : curve.runs) {
        const auto fired = state_->fired.find(run);
        if (fired == state_->fired.end())
            continue;
        const double y = frame.map.y.pixel(value_at(curve, fired->second));
        const double x = frame.map.x.pixel(fired->second);
        if (std::isfinite(y) && x >= frame.map.area.left() && x <= frame.map.area.right())
            frame.points.push_back(
                {{x, y},
                 event_color(static_cast<int>(EventKind::trigger_fired), palette()),
                 4,
                 3.5});
    }
}

const ShownCurve* ComparePlot::curve_at(const QPointF& at) const {
    constexpr double near = 6; // pixels
    const PlotMap& map = view_->frame().map;
    const ShownCurve* found = nullptr;
    double least = near;
    for (const auto& curve : panel_.curves) {
        if (state_->hidden.contains(curve->key))
            continue;
        for (const double dx : {-2.0, 0.0, 2.0}) { // steep lines are met beside the pixel
            const double y = map.y.pixel(value_at(*curve, map.x.value(at.x() + dx)));
            if (std::abs(y - at.y()) < least) {
                least = std::abs(y - at.y());
                found = curve.get();
            }
        }
    }
    return found;
}

void ComparePlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        turn_.ask();
}

void ComparePlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    turn_.ask();
}

} // namespace thaw
