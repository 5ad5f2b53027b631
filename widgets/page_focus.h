// Where the keyboard is after a click. A button that goes grey must not hand the focus on to its
// neighbour, where the next key would press something that nobody meant.
#pragma once

class QWidget;

namespace thaw {

// The page that the widget is on: the nearest QMainWindow around it within its window, else that.
QWidget* page_of(QWidget* widget);
// As QWidget::setEnabled, but a focus that is lost by it goes to the page.
void set_enabled_on_page(QWidget* widget, bool enabled);

} // namespace thaw
