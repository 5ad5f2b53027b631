#include "widgets/compare/histogram_plot.h"

#include "core/run/event.h"
#include "widgets/appearance.h"
#include "widgets/axis_scale.h"
#include "widgets/say.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace thaw {

StepBars step_bars(const std::vector<std::int64_t>& steps, int wanted) {
    StepBars bars;
    if (steps.empty())
        return bars;
    const auto [least, most] = std::minmax_element(steps.begin(), steps.end());
    const double low = static_cast<double>(*least), high = static_cast<double>(*most);
    const double raw = (high - low + 1) / wanted;
    const double unit = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {10.0, 5.0, 2.0, 1.0})
        if (raw <= factor * unit)
            bars.width = factor * unit;
    bars.width = std::max(1.0, bars.width);
    bars.first = std::floor(low / bars.width) * bars.width;
    bars.counts.assign(static_cast<std::size_t>((high - bars.first) / bars.width) + 1, 0);
    for (const std::int64_t step : steps)
        ++bars.counts[static_cast<std::size_t>((static_cast<double>(step) - bars.first) /
                                               bars.width)];
    return bars;
}

HistogramPlot::HistogramPlot(QWidget* parent) : QWidget(parent) {
    setMinimumHeight(110);
    setAccessibleName(say("Steps at which the rule fires"));
}

void HistogramPlot::show_steps(const std::vector<std::int64_t>& steps) {
    bars_ = step_bars(steps);
    QStringList told;
    for (std::size_t i = 0; i < bars_.counts.size(); ++i)
        if (bars_.counts[i] > 0)
            told << say("{} from step {}", bars_.counts[i],
                        shown_number(bars_.first + static_cast<double>(i) * bars_.width));
    setAccessibleDescription(told.join(QStringLiteral(", ")));
    update();
}

QRectF HistogramPlot::area() const {
    const double line = QFontMetricsF(font()).height();
    return QRectF(rect()).adjusted(3 * line, 6, -line, -2 * line - 6);
}

void HistogramPlot::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    const QRectF box = area();
    const double line = QFontMetricsF(font()).height();
    painter.setPen(grid_color(palette()));
    painter.drawRect(box);
    painter.setPen(muted_text(palette()));
    painter.drawText(QRectF(box.left(), box.bottom() + line + 2, box.width(), line),
                     Qt::AlignCenter, say("Step at which the rule fires"));
    if (bars_.counts.empty()) {
        painter.drawText(box, Qt::AlignCenter, say("It fires in no run"));
        return;
    }
    const int most = *std::max_element(bars_.counts.begin(), bars_.counts.end());
    const double end = bars_.first + bars_.width * static_cast<double>(bars_.counts.size());
    const double across = box.width() / (end - bars_.first);
    const QColor color = event_color(static_cast<int>(EventKind::trigger_fired), palette());
    for (std::size_t i = 0; i < bars_.counts.size(); ++i) {
        const double height = box.height() * bars_.counts[i] / (most * 1.05);
        const double left = box.left() + static_cast<double>(i) * bars_.width * across;
        painter.fillRect(QRectF(left + 0.5, box.bottom() - height,
                                std::max(1.0, bars_.width * across - 1), height),
                         color);
    }
    painter.setPen(muted_text(palette()));
    const int wanted = std::max(2, static_cast<int>(box.width() / (6 * line)));
    for (const Tick& tick : ticks(AxisScale::linear, bars_.first, end, wanted))
        painter.drawText(QRectF(box.left() + (tick.value - bars_.first) * across - 60,
                                box.bottom() + 2, 120, line),
                         Qt::AlignCenter, tick.label);
    painter.drawText(QRectF(0, box.bottom() - box.height() / 1.05 - line / 2, box.left() - 6, line),
                     Qt::AlignRight | Qt::AlignVCenter, shown_integer(most));
    painter.drawText(QRectF(0, box.bottom() - line / 2, box.left() - 6, line),
                     Qt::AlignRight | Qt::AlignVCenter, shown_integer(0));
}

bool HistogramPlot::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || bars_.counts.empty())
        return QWidget::event(event);
    const auto& help = static_cast<QHelpEvent&>(*event);
    const QRectF box = area();
    const double part = (help.pos().x() - box.left()) / box.width();
    const auto bar =
        static_cast<std::ptrdiff_t>(std::floor(part * static_cast<double>(bars_.counts.size())));
    if (bar < 0 || bar >= std::ssize(bars_.counts)) {
        QToolTip::hideText();
        return true;
    }
    const double from = bars_.first + static_cast<double>(bar) * bars_.width;
    QToolTip::showText(help.globalPos(),
                       say("{} [run|runs] from step {} to {}",
                           bars_.counts[static_cast<std::size_t>(bar)], shown_number(from),
                           shown_number(from + bars_.width - 1)),
                       this);
    return true;
}

} // namespace thaw
