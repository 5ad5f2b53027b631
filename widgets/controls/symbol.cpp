#include "widgets/controls/symbol.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QPixmap>

namespace thaw {

namespace {

constexpr double grid = 24; // the paths' own square

struct Drawing {
    QPainterPath filled, outlined;
};

QPainterPath triangle(double left, double right) {
    QPainterPath path;
    path.moveTo(left, 5);
    path.lineTo(right, 12);
    path.lineTo(left, 19);
    path.closeSubpath();
    return path;
}

Drawing blocks(int open) {
    Drawing drawing;
    for (int i = 0; i < 3; ++i)
        (i < open ? drawing.filled : drawing.outlined)
            .addRoundedRect(QRectF(5, 4.5 + 5.5 * i, 14, 4), 1, 1);
    return drawing;
}

Drawing drawing_of(Symbol symbol) {
    Drawing drawing;
    switch (symbol) {
    case Symbol::go:
        drawing.filled = triangle(7, 19);
        break;
    case Symbol::pause:
        drawing.filled.addRoundedRect(QRectF(6.5, 5, 4, 14), 1, 1);
        drawing.filled.addRoundedRect(QRectF(13.5, 5, 4, 14), 1, 1);
        break;
    case Symbol::step:
        drawing.filled = triangle(5.5, 15);
        drawing.filled.addRoundedRect(QRectF(16, 5, 3, 14), 1, 1);
        break;
    case Symbol::stop:
        drawing.filled.addRoundedRect(QRectF(6, 6, 12, 12), 2, 2);
        break;
    case Symbol::checkpoint:
        drawing.filled.moveTo(7, 5);
        drawing.filled.lineTo(17, 5);
        drawing.filled.lineTo(17, 20);
        drawing.filled.lineTo(12, 16);
        drawing.filled.lineTo(7, 20);
        drawing.filled.closeSubpath();
        break;
    case Symbol::release_next:
        return blocks(1);
    case Symbol::hold:
        drawing.filled.addRoundedRect(QRectF(6, 11, 12, 8.5), 1.5, 1.5);
        drawing.outlined.moveTo(8.5, 11);
        drawing.outlined.lineTo(8.5, 8.5);
        drawing.outlined.arcTo(QRectF(8.5, 5, 7, 7), 180, -180);
        drawing.outlined.lineTo(15.5, 11);
        break;
    case Symbol::release_all:
        return blocks(3);
    }
    return drawing;
}

class SymbolEngine final : public QIconEngine {
  public:
    explicit SymbolEngine(Symbol symbol) : symbol_(symbol) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const QPalette palette = QGuiApplication::palette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role =
            mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
        const QColor color = palette.color(group, role);
        const double scale = std::min(rect.width(), rect.height()) / grid;
        const Drawing drawing = drawing_of(symbol_);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(QRectF(rect).center());
        painter->scale(scale, scale);
        painter->translate(-grid / 2, -grid / 2);
        painter->fillPath(drawing.filled, color);
        painter->setPen(QPen(color, 1.5));
        painter->drawPath(drawing.outlined);
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap drawn(size);
        drawn.fill(Qt::transparent);
        QPainter painter(&drawn);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return drawn;
    }

    QIconEngine* clone() const override { return new SymbolEngine(symbol_); }

  private:
    Symbol symbol_;
};

} // namespace

QIcon symbol_icon(Symbol symbol) {
    return QIcon(new SymbolEngine(symbol));
}

} // namespace thaw
