// A dock's title bar where the widget in it has a title already: a narrow grip to move it by, drawn
// as a row of dots.
#pragma once

#include <QDockWidget>
#include <QWidget>

namespace thaw {

class DockGrip : public QWidget {
    Q_OBJECT
  public:
    explicit DockGrip(QDockWidget* dock);

    QSize sizeHint() const override { return minimumSizeHint(); }
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
};

} // namespace thaw
