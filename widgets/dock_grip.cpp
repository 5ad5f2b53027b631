#include "widgets/dock_grip.h"

#include "widgets/say.h"

#include <QPainter>

namespace thaw {

namespace {
constexpr int thickness = 8;
}

DockGrip::DockGrip(QDockWidget* dock) : QWidget(dock) {
    setToolTip(say("Drag to move {}; double-click to float it", dock->windowTitle()));
    setCursor(Qt::SizeAllCursor);
}

QSize DockGrip::minimumSizeHint() const {
    return {thickness * 4, thickness};
}

void DockGrip::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor color = palette().color(QPalette::WindowText);
    color.setAlphaF(underMouse() ? 0.6F : 0.18F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    constexpr int dots = 5, middle = dots / 2, apart = 6;
    for (int i = 0; i < dots; ++i)
        painter.drawEllipse(QPointF(width() / 2.0 + (i - middle) * apart, height() / 2.0), 1.4,
                            1.4);
}

void DockGrip::enterEvent(QEnterEvent* event) {
    QWidget::enterEvent(event);
    update();
}

void DockGrip::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    update();
}

} // namespace thaw
