#include "widgets/controls/time_split.h"

#include "core/run/sentences.h"
#include "widgets/appearance.h"
#include "widgets/say.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <numeric>

namespace thaw {

double TimeSplit::whole() const {
    return train + std::accumulate(metrics.begin(), metrics.end(), 0.0) + rest;
}

TimeSplit TimeSum::split(const RunHistory& history) {
    const std::size_t metrics = history.plan().metrics.size();
    if (rows_.size() != metrics) {
        rows_.assign(metrics, 0);
        seconds_.assign(metrics, 0);
    }
    for (std::size_t m = 0; m < metrics; ++m) {
        const auto& seconds = history.columns(m).seconds;
        for (; rows_[m] < seconds.size(); ++rows_[m])
            seconds_[m] += seconds[rows_[m]];
    }
    TimeSplit split{history.train_time(), seconds_, 0};
    split.rest = std::max(0.0, history.wall_time() - split.whole());
    return split;
}

TimeSplitBar::TimeSplitBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setMinimumWidth(60);
    setAccessibleName(say("What the run's time went into"));
}

// Training is grey, metrics have the colours of curves, the rest is the ground.
QColor TimeSplitBar::color_of(std::size_t part) const {
    if (part > 0)
        return curve_style(static_cast<int>(part) - 1, palette()).color;
    QColor grey = palette().color(QPalette::WindowText);
    grey.setAlphaF(0.5F);
    return grey;
}

void TimeSplitBar::show_split(const TimeSplit& split, const Plan& plan) {
    split_ = split;
    const double whole = split.whole();
    QString rows, plain;
    const auto add = [&](const QString& name, double seconds, const QColor& color) {
        const QString share =
            QLocale().toString(whole > 0 ? 100 * seconds / whole : 0.0, 'f', 1) + QLatin1Char('%');
        const QString time = QString::fromStdString(duration_text(seconds));
        rows += QStringLiteral("<tr><td><span style='color:%1'>■</span> %2</td>"
                               "<td align='right' style='padding-left:12px'>%3</td>"
                               "<td align='right' style='padding-left:12px'>%4</td></tr>")
                    .arg(color.name(), name.toHtmlEscaped(), share, time);
        plain +=
            (plain.isEmpty() ? QString() : QStringLiteral(", ")) + name + QLatin1Char(' ') + share;
    };
    add(say("training"), split.train, color_of(0));
    for (std::size_t m = 0; m < split.metrics.size(); ++m)
        add(QString::fromStdString(plan.metrics[m].name), split.metrics[m], color_of(m + 1));
    add(say("rest: disk, waiting"), split.rest, palette().color(QPalette::Mid));
    setToolTip(QStringLiteral("<table>%1</table>").arg(rows));
    setAccessibleDescription(plain);
    update();
}

void TimeSplitBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double thickness = 6;
    const QRectF bar(0.5, (height() - thickness) / 2, width() - 1.0, thickness);
    QPainterPath outline;
    outline.addRoundedRect(bar, thickness / 2, thickness / 2);
    QColor ground = palette().color(QPalette::WindowText);
    ground.setAlphaF(0.12F);
    painter.fillPath(outline, ground);
    painter.setClipPath(outline);
    const double whole = split_.whole();
    double left = bar.left();
    for (std::size_t part = 0; whole > 0 && part <= split_.metrics.size(); ++part) {
        const double seconds = part == 0 ? split_.train : split_.metrics[part - 1];
        const double wide = bar.width() * seconds / whole;
        painter.fillRect(QRectF(left, bar.top(), wide, bar.height()), color_of(part));
        left += wide;
    }
}

} // namespace thaw
