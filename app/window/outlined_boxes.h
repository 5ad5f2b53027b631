// Fusion, with an outline that can be seen around check boxes on dark grounds: its own is darker
// than the ground.
#pragma once

#include <QProxyStyle>

namespace thaw {

class OutlinedBoxes : public QProxyStyle {
    Q_OBJECT
  public:
    OutlinedBoxes();
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
};

} // namespace thaw
