// A table cell that is a bar: a share of a whole, with its percentage beside it.
#pragma once

#include <QStyledItemDelegate>

namespace thaw {

class ShareDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    static constexpr int share_role = Qt::UserRole + 1; // double, in [0, 1]
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace thaw
