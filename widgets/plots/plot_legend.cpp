#include "widgets/plots/plot_legend.h"

#include "widgets/plots/plot_painting.h"
#include "widgets/say.h"

#include <QColorDialog>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

namespace thaw {

namespace {

enum Role {
    value_role = Qt::UserRole,
    visible_role,
    color_role,
    dash_role,
    marker_role,
    bold_role
};
constexpr int swatch = 26, margin = 8;

class RowDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {120, option.fontMetrics.height() + 7};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const QPalette& palette = option.palette;
        const bool visible = index.data(visible_role).toBool();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(option.rect).adjusted(2, 0, -2, 0);
        if (option.state.testFlag(QStyle::State_MouseOver) ||
            (option.state.testFlag(QStyle::State_HasFocus))) {
            QColor fill = palette.color(QPalette::Highlight);
            fill.setAlphaF(option.state.testFlag(QStyle::State_HasFocus) ? 0.22F : 0.10F);
            painter->setPen(Qt::NoPen);
            painter->setBrush(fill);
            painter->drawRoundedRect(box, 4, 4);
        }
        const QColor color =
            visible ? index.data(color_role).value<QColor>() : grid_color(palette).darker(120);
        const bool bold = index.data(bold_role).toBool();
        const double y = box.center().y(), x = box.left() + margin - 2;
        painter->setPen(QPen(color, bold ? 2.6 : 1.6,
                             static_cast<Qt::PenStyle>(index.data(dash_role).toInt()),
                             Qt::FlatCap));
        painter->drawLine(QPointF(x, y), QPointF(x + swatch, y));
        if (const int marker = index.data(marker_role).toInt(); marker > 0)
            paint_marker(*painter, {x + swatch / 2.0, y}, marker, 3, color);

        QFont font = option.font;
        font.setBold(bold);
        const QString value = visible ? index.data(value_role).toString() : QString();
        const QFontMetricsF plain(option.font);
        const double value_width = plain.horizontalAdvance(value);
        const double left = x + swatch + margin;
        const double right = box.right() - margin + 2;
        painter->setPen(visible ? palette.color(QPalette::Text) : muted_text(palette));
        painter->drawText(QRectF(right - value_width, box.top(), value_width + 1, box.height()),
                          Qt::AlignRight | Qt::AlignVCenter, value);
        font.setStrikeOut(!visible);
        painter->setFont(font);
        const double label_width = right - value_width - margin - left;
        painter->drawText(QRectF(left, box.top(), label_width, box.height()),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetricsF(font).elidedText(index.data(Qt::DisplayRole).toString(),
                                                         Qt::ElideMiddle, label_width));
        painter->restore();
    }
};

} // namespace

PlotLegend::PlotLegend(QWidget* parent) : QListWidget(parent) {
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(new RowDelegate(this));
    setMouseTracking(true);
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setAccessibleName(say("Curves and their values"));
}

void PlotLegend::set_rows(const std::vector<LegendRow>& rows) {
    while (count() > static_cast<int>(rows.size()))
        delete takeItem(count() - 1);
    while (count() < static_cast<int>(rows.size()))
        addItem(new QListWidgetItem);
    for (int i = 0; i < count(); ++i) {
        const LegendRow& row = rows[static_cast<std::size_t>(i)];
        QListWidgetItem* entry = item(i);
        entry->setText(row.label);
        entry->setData(visible_role, row.visible);
        entry->setData(color_role, row.style.color);
        entry->setData(dash_role, static_cast<int>(row.style.dash));
        entry->setData(marker_role, row.marked && row.style.marker == 0 ? 3 : row.style.marker);
        entry->setData(bold_role, row.bold);
        entry->setToolTip(row.visible ? say("{}: click to hide", row.label)
                                      : say("{}: click to show", row.label));
        entry->setData(value_role, QString()); // so that the accessible text is written anew
        set_value(i, row.value);
    }
}

void PlotLegend::set_value(int row, const QString& value) {
    QListWidgetItem* entry = item(row);
    const bool visible = entry->data(visible_role).toBool();
    if (entry->data(value_role).toString() == value && !value.isEmpty())
        return;
    entry->setData(value_role, value);
    entry->setData(Qt::AccessibleTextRole, !visible          ? say("{}, hidden", entry->text())
                                           : value.isEmpty() ? entry->text()
                                                             : say("{}: {}", entry->text(), value));
}

QSize PlotLegend::sizeHint() const {
    // The widest label there is, in either language, beside the widest value.
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(font());
    return {QFontMetrics(bold).horizontalAdvance(say("Average-case sharpness")) +
                metrics.horizontalAdvance(QStringLiteral("0.00868 ± 0.00034")) + swatch +
                5 * margin,
            4 * (metrics.height() + 7)};
}

void PlotLegend::toggle(int row) {
    Q_EMIT visibility_asked(row, !item(row)->data(visible_role).toBool());
}

void PlotLegend::choose_color(int row) {
    auto* dialog = new QColorDialog(item(row)->data(color_role).value<QColor>(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(say("Colour of {}", item(row)->text()));
    connect(dialog, &QColorDialog::colorSelected, this,
            [this, row](const QColor& color) { Q_EMIT color_asked(row, color); });
    dialog->open();
}

void PlotLegend::keyPressEvent(QKeyEvent* event) {
    const bool chosen = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return ||
                        event->key() == Qt::Key_Enter;
    if (chosen && currentRow() >= 0)
        toggle(currentRow());
    else
        QListWidget::keyPressEvent(event);
}

void PlotLegend::mousePressEvent(QMouseEvent* event) {
    QListWidget::mousePressEvent(event);
    pressed_ = event->button() == Qt::LeftButton ? row(itemAt(event->pos())) : -1;
}

void PlotLegend::mouseReleaseEvent(QMouseEvent* event) {
    QListWidget::mouseReleaseEvent(event);
    QListWidgetItem* under = itemAt(event->pos());
    if (event->button() == Qt::LeftButton && under != nullptr && row(under) == pressed_)
        toggle(pressed_);
    pressed_ = -1;
}

void PlotLegend::mouseDoubleClickEvent(QMouseEvent* event) {
    pressed_ = -1;
    if (QListWidgetItem* under = itemAt(event->pos())) {
        toggle(row(under)); // takes back what the first click did
        choose_color(row(under));
    }
}

void PlotLegend::contextMenuEvent(QContextMenuEvent* event) {
    QListWidgetItem* under =
        event->reason() == QContextMenuEvent::Keyboard ? currentItem() : itemAt(event->pos());
    if (under == nullptr)
        return;
    const int at = row(under);
    QMenu menu(this);
    menu.addAction(under->data(visible_role).toBool() ? say("Hide") : say("Show"), this,
                   [this, at] { toggle(at); });
    menu.addAction(say("Show only this"), this, [this, at] { Q_EMIT only_asked(at); });
    menu.addAction(say("Show all"), this, [this] { Q_EMIT all_asked(); });
    menu.addSeparator();
    menu.addAction(say("Colour…"), this, [this, at] { choose_color(at); });
    menu.addAction(say("Usual colour"), this, [this, at] { Q_EMIT color_asked(at, QColor()); });
    menu.exec(event->globalPos());
}

} // namespace thaw
