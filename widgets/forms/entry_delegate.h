// A list row of a title and, muted under it, what tells the entry from its like.
#pragma once

#include <QStyledItemDelegate>

namespace thaw {

// The second line is everything after the first line break of the row's text.
class EntryDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace thaw
