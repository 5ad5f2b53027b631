#include "widgets/forms/cost_bar.h"

#include "widgets/appearance.h"
#include "widgets/say.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace thaw {

CostBar::CostBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CostBar::set_parts(std::vector<Part> parts) {
    parts_ = std::move(parts);
    QStringList told;
    for (const Part& part : parts_)
        told << say("{}: {} %", part.label, shown_number(100 * part.share, 2));
    setAccessibleDescription(told.join(QStringLiteral("; ")));
    update();
}

QColor CostBar::color_of(int part) const {
    return curve_style(part, palette()).color;
}

QSize CostBar::sizeHint() const {
    return {30 * fontMetrics().averageCharWidth(), fontMetrics().height()};
}

QSize CostBar::minimumSizeHint() const {
    return {8 * fontMetrics().averageCharWidth(), fontMetrics().height()};
}

QRectF CostBar::area_of(int part) const {
    double before = 0;
    for (int i = 0; i < part; ++i)
        before += parts_[static_cast<std::size_t>(i)].share;
    const double share = parts_[static_cast<std::size_t>(part)].share;
    const double from = isRightToLeft() ? 1 - before - share : before;
    return {from * width(), 0, share * width(), static_cast<double>(height())};
}

void CostBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath round;
    round.addRoundedRect(rect(), 4, 4);
    painter.setClipPath(round);
    painter.fillRect(rect(), palette().color(QPalette::Midlight));
    for (int i = 0; i < static_cast<int>(parts_.size()); ++i)
        painter.fillRect(
            area_of(i).adjusted(0, 0, i + 1 < static_cast<int>(parts_.size()) ? -1 : 0, 0),
            color_of(i));
}

bool CostBar::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        for (int i = 0; i < static_cast<int>(parts_.size()); ++i)
            if (area_of(i).contains(help->pos())) {
                const Part& part = parts_[static_cast<std::size_t>(i)];
                QToolTip::showText(help->globalPos(),
                                   say("{}: {} %", part.label, shown_number(100 * part.share, 2)),
                                   this);
                return true;
            }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace thaw
