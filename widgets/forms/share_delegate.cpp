#include "widgets/forms/share_delegate.h"

#include "widgets/appearance.h"
#include "widgets/say.h"

#include <QPainter>

namespace thaw {

void ShareDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const double share = index.data(share_role).toDouble();
    const QString text = say("{} %", shown_number(100 * share, 2));
    const auto group =
        option.state.testFlag(QStyle::State_Enabled) ? QPalette::Active : QPalette::Disabled;
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    const QRect area = option.rect.adjusted(8, 0, -8, 0);
    const int text_width =
        option.fontMetrics.horizontalAdvance(say("{} %", shown_number(0.0001, 2)));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(
        option.palette.color(group, chosen ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(area, static_cast<int>(Qt::AlignTrailing | Qt::AlignVCenter), text);
    QRectF track = area.adjusted(0, 0, -text_width - 10, 0);
    track.setHeight(8);
    track.moveCenter({track.center().x(), option.rect.center().y() + 0.5});
    painter->setPen(Qt::NoPen);
    if (track.width() > 8) {
        painter->setBrush(option.palette.color(QPalette::Midlight));
        painter->drawRoundedRect(track, 4, 4);
        QRectF part = track;
        part.setWidth(std::max(share * track.width(), share > 0 ? 8.0 : 0.0));
        painter->setBrush(curve_style(0, option.palette).color);
        painter->drawRoundedRect(part, 4, 4);
    }
    painter->restore();
}

} // namespace thaw
