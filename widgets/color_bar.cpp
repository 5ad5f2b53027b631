#include "widgets/color_bar.h"

#include "widgets/appearance.h"

#include <QPainter>

namespace thaw {

namespace {
constexpr int bar_width = 96, gap = 6, stops = 16;
}

ColorBar::ColorBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

void ColorBar::set_ends(const QString& low, const QString& high) {
    if (low == low_ && high == high_)
        return;
    low_ = low;
    high_ = high;
    setVisible(!low_.isEmpty());
    updateGeometry();
    update();
}

QSize ColorBar::sizeHint() const {
    return {fontMetrics().horizontalAdvance(low_) + fontMetrics().horizontalAdvance(high_) +
                bar_width + 2 * gap + 2,
            fontMetrics().height()};
}

void ColorBar::paintEvent(QPaintEvent*) {
    if (low_.isEmpty())
        return;
    QPainter painter(this);
    painter.setPen(muted_text(palette()));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, low_);
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, high_);
    const int left = fontMetrics().horizontalAdvance(low_) + gap;
    const int high = fontMetrics().height() * 2 / 3;
    const QRect bar(left, (height() - high) / 2, bar_width, high);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int stop = 0; stop <= stops; ++stop)
        gradient.setColorAt(static_cast<double>(stop) / stops,
                            viridis(static_cast<double>(stop) / stops));
    painter.fillRect(bar, gradient);
}

} // namespace thaw
