#include "widgets/controls/rule_delegate.h"

#include "widgets/controls/rules_model.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QPainter>
#include <algorithm>

namespace thaw {

namespace {
constexpr int margin = 7, line_gap = 2;

QFont small(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}
} // namespace

QRect RuleDelegate::text_room(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    const QStyle* style = whole.widget != nullptr ? whole.widget->style() : QApplication::style();
    return style->subElementRect(QStyle::SE_ItemViewItemText, &whole, whole.widget)
        .adjusted(6, 0, -8, 0);
}

QSize RuleDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem wide = option;
    if (const auto* view = qobject_cast<const QAbstractScrollArea*>(option.widget))
        wide.rect = QRect(0, 0, view->viewport()->width(), 100);
    const QRect room(0, 0, std::max(40, text_room(wide, index).width()), 10000);
    const int text = QFontMetrics(option.font)
                         .boundingRect(room, Qt::TextWordWrap, index.data().toString())
                         .height();
    return {wide.rect.width(),
            text + line_gap + QFontMetrics(small(option.font)).height() + 2 * margin};
}

void RuleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    const QString text = whole.text;
    QRect room = text_room(option, index);
    whole.text.clear();
    const QStyle* style = whole.widget != nullptr ? whole.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &whole, painter, whole.widget);

    room.setTop(option.rect.top() + margin);
    room.setBottom(option.rect.bottom() - margin);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const bool off = index.data(Qt::CheckStateRole).toInt() == Qt::Unchecked;
    const auto group =
        (option.state & QStyle::State_Active) != 0 ? QPalette::Active : QPalette::Inactive;
    QColor color =
        option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    QColor muted = color;
    muted.setAlphaF(0.7F);
    painter->save();
    painter->setPen(off ? muted : color);
    painter->setFont(option.font);
    painter->drawText(room, Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, text);
    const QFont font = small(option.font);
    painter->setPen(muted);
    painter->setFont(font);
    painter->drawText(room, Qt::AlignBottom | Qt::AlignLeft,
                      QFontMetrics(font).elidedText(index.data(RulesModel::state_role).toString(),
                                                    Qt::ElideRight, room.width()));
    painter->restore();
}

} // namespace thaw
