#include "app/window/outlined_boxes.h"

#include "widgets/appearance.h"

#include <QPainter>
#include <QStyleOption>

namespace thaw {

OutlinedBoxes::OutlinedBoxes() : QProxyStyle(QStringLiteral("Fusion")) {}

void OutlinedBoxes::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                                  QPainter* painter, const QWidget* widget) const {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool square = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
    if ((!square && element != PE_IndicatorRadioButton) || !is_dark(option->palette))
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(muted_text(option->palette));
    painter->setBrush(Qt::NoBrush);
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (square)
        painter->drawRoundedRect(box, 1.5, 1.5);
    else
        painter->drawEllipse(box);
    painter->restore();
}

} // namespace thaw
