// Draws one rule: a tick, what it says, and underneath how it stands.
#pragma once

#include <QStyledItemDelegate>

namespace thaw {

class RuleDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

  private:
    QRect text_room(const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

} // namespace thaw
