#include "widgets/forms/class_table.h"

#include "widgets/forms/problem_label.h"
#include "widgets/forms/split_entry.h"
#include "widgets/say.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <algorithm>

namespace thaw {

namespace {
constexpr int most_rows = 12; // that are seen at once
constexpr int most_named = 6; // of the classes that a split lacks
} // namespace

ClassTable::ClassTable(QWidget* parent) : QTableWidget(parent) {
    setAccessibleName(say("Examples per class"));
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + 6);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setMinimumSectionSize(10 * fontMetrics().averageCharWidth());
    horizontalHeader()->setHighlightSections(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
}

void ClassTable::show_classes(const DataPreview& preview) {
    clear();
    missing_.clear();
    setRowCount(static_cast<int>(preview.classes.size()));
    setColumnCount(1);
    setHorizontalHeaderItem(0, new QTableWidgetItem(say("Class")));
    horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    for (int row = 0; row < rowCount(); ++row)
        setItem(row, 0,
                new QTableWidgetItem(
                    QString::fromStdString(preview.classes[static_cast<std::size_t>(row)])));
    for (const SplitPreview& split : preview.splits)
        if (split.clean.empty() && split.info.shift.empty() &&
            split.class_counts.size() == preview.classes.size()) {
            setColumnCount(columnCount() + 1);
            add_column(split, columnCount() - 1);
        }
    color();
    const int rows = std::clamp(rowCount(), 1, most_rows);
    setFixedHeight(horizontalHeader()->sizeHint().height() +
                   rows * verticalHeader()->defaultSectionSize() +
                   horizontalScrollBar()->sizeHint().height() + 2 * frameWidth());
}

void ClassTable::add_column(const SplitPreview& split, int column) {
    auto* header = new QTableWidgetItem(QString::fromStdString(split.info.name));
    header->setToolTip(role_text(split.info.role));
    header->setTextAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    setHorizontalHeaderItem(column, header);
    QStringList lacking;
    for (int row = 0; row < rowCount(); ++row) {
        const std::int64_t count = split.class_counts[static_cast<std::size_t>(row)];
        auto* cell = new QTableWidgetItem(shown_integer(count));
        cell->setTextAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        if (count == 0) {
            QFont bold = font();
            bold.setBold(true);
            cell->setFont(bold);
            lacking << item(row, 0)->text();
            cell->setData(Qt::AccessibleDescriptionRole, say("No examples of this class"));
        }
        setItem(row, column, cell);
    }
    if (lacking.isEmpty())
        return;
    QString names = QStringList(lacking.mid(0, most_named)).join(QStringLiteral(", "));
    if (lacking.size() > most_named)
        names += QStringLiteral(", …");
    missing_ += (missing_.isEmpty() ? QString() : QStringLiteral("\n")) +
                say("{} has no examples of {} [class|classes]: {}", split.info.name,
                    shown_integer(lacking.size()), names);
}

void ClassTable::color() {
    for (int row = 0; row < rowCount(); ++row)
        for (int column = 1; column < columnCount(); ++column)
            if (QTableWidgetItem* cell = item(row, column);
                !cell->data(Qt::AccessibleDescriptionRole).isNull())
                cell->setForeground(problem_color(palette()));
}

void ClassTable::changeEvent(QEvent* event) {
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        color();
}

} // namespace thaw
