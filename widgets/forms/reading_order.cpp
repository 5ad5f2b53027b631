#include "widgets/forms/reading_order.h"

#include <QWidget>
#include <algorithm>

namespace thaw {

namespace {

// Children that overlap vertically with the first of a row are in that row.
QList<QWidget*> in_rows(const QWidget* parent) {
    QList<QWidget*> children;
    for (QObject* object : parent->children())
        if (auto* child = qobject_cast<QWidget*>(object);
            child != nullptr && child->isVisible() && !child->isWindow())
            children << child;
    std::stable_sort(children.begin(), children.end(),
                     [](const QWidget* a, const QWidget* b) { return a->y() < b->y(); });
    const bool mirrored = parent->isRightToLeft();
    for (auto begin = children.begin(); begin != children.end();) {
        const int bottom = (*begin)->geometry().center().y();
        // The first one is of its row even if it has no height.
        const auto end = std::find_if(std::next(begin), children.end(),
                                      [&](const QWidget* child) { return child->y() > bottom; });
        std::stable_sort(begin, end, [&](const QWidget* a, const QWidget* b) {
            return mirrored ? a->x() > b->x() : a->x() < b->x();
        });
        begin = end;
    }
    return children;
}

void collect(const QWidget* parent, QList<QWidget*>& found) {
    for (QWidget* child : in_rows(parent)) {
        if ((child->focusPolicy() & Qt::TabFocus) != 0 && child->isEnabled() &&
            child->focusProxy() == nullptr)
            found << child;
        collect(child, found);
    }
}

} // namespace

QList<QWidget*> reading_order(const QWidget* root) {
    QList<QWidget*> found;
    collect(root, found);
    return found;
}

bool focus_along(QWidget* root, bool forward) {
    const QList<QWidget*> order = reading_order(root);
    const auto now = order.indexOf(root->focusWidget());
    const auto next = now < 0 ? (forward ? 0 : order.size() - 1) : now + (forward ? 1 : -1);
    if (next < 0 || next >= order.size())
        return false;
    order[next]->setFocus(forward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

} // namespace thaw
