#include "widgets/page_focus.h"

#include <QMainWindow>

namespace thaw {

QWidget* page_of(QWidget* widget) {
    QWidget* page = widget;
    do
        page = page->isWindow() ? page : page->parentWidget();
    while (!page->isWindow() && qobject_cast<QMainWindow*>(page) == nullptr);
    return page;
}

void set_enabled_on_page(QWidget* widget, bool enabled) {
    if (!enabled && widget->hasFocus())
        page_of(widget)->setFocus(Qt::OtherFocusReason);
    widget->setEnabled(enabled);
}

} // namespace thaw
