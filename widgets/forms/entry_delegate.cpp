#include "widgets/forms/entry_delegate.h"

#include <QApplication>
#include <QPainter>

namespace thaw {

namespace {
constexpr int margin = 8, padding = 5;
}

void EntryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    const QString text = index.data(Qt::DisplayRole).toString(); // row.text has other line breaks
    const QString title = text.section(u'\n', 0, 0), more = text.section(u'\n', 1);
    row.text.clear();
    const QStyle* style = row.widget != nullptr ? row.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    const bool chosen = row.state.testFlag(QStyle::State_Selected);
    const QPalette& palette = row.palette;
    const auto group =
        row.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const QColor ink = palette.color(group, chosen ? QPalette::HighlightedText : QPalette::Text);
    QRect area = row.rect.adjusted(margin, padding, -margin, -padding);
    const auto draw = [&](const QString& line, const QColor& color) {
        painter->setPen(color);
        painter->drawText(area, static_cast<int>(Qt::AlignTop | Qt::AlignLeading),
                          row.fontMetrics.elidedText(line, Qt::ElideRight, area.width()));
        area.setTop(area.top() + row.fontMetrics.lineSpacing());
    };
    painter->save();
    painter->setFont(row.font);
    draw(title, ink);
    draw(more, chosen ? ink : palette.color(group, QPalette::PlaceholderText));
    painter->restore();
}

QSize EntryDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QString text = index.data(Qt::DisplayRole).toString();
    const auto lines = text.contains(u'\n') ? 2 : 1;
    return {option.fontMetrics.horizontalAdvance(text.section(u'\n', 0, 0)) + 2 * margin,
            lines * option.fontMetrics.lineSpacing() + 2 * padding};
}

} // namespace thaw
