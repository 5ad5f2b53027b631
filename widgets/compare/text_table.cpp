#include "widgets/compare/text_table.h"

#include "widgets/copied_rows.h"

#include <QHeaderView>

namespace thaw {

namespace {

enum Role { number_role = Qt::UserRole, order_role };

class Cell : public QTableWidgetItem {
  public:
    bool operator<(const QTableWidgetItem& other) const override {
        const QVariant mine = data(order_role), theirs = other.data(order_role);
        if (!mine.isValid() || !theirs.isValid())
            return text() < other.text();
        // What is not a number comes last.
        const double a = mine.toDouble(), b = theirs.toDouble();
        return a < b || (a == a && b != b);
    }
};

} // namespace

TextTable::TextTable(const QString& name, QWidget* parent) : QTableWidget(parent) {
    setAccessibleName(name);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setAlternatingRowColors(true);
    setWordWrap(false);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    offer_copying(this);
}

void TextTable::show_rows(const QStringList& headings,
                          const std::vector<std::vector<TextCell>>& rows) {
    setSortingEnabled(false);
    const bool anew = columnCount() != headings.size();
    setColumnCount(static_cast<int>(headings.size()));
    setHorizontalHeaderLabels(headings);
    setRowCount(static_cast<int>(rows.size()));
    for (int r = 0; r < rowCount(); ++r) {
        const auto& row = rows[static_cast<std::size_t>(r)];
        for (int c = 0; c < columnCount(); ++c) {
            const TextCell& from = row[static_cast<std::size_t>(c)];
            auto* cell = new Cell;
            cell->setText(from.text);
            cell->setData(number_role, r);
            if (from.order.isValid()) {
                cell->setData(order_role, from.order);
                cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            }
            cell->setToolTip(from.tip.isEmpty() ? from.text : from.tip);
            if (from.bold) {
                QFont bold = font();
                bold.setBold(true);
                cell->setFont(bold);
            }
            setItem(r, c, cell);
        }
    }
    if (anew) {
        horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        resizeColumnsToContents();
    }
    setSortingEnabled(true);
}

std::size_t TextTable::row_number(int row) const {
    return static_cast<std::size_t>(item(row, 0)->data(number_role).toInt());
}

std::vector<std::size_t> TextTable::selected_numbers() const {
    std::vector<std::size_t> numbers;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        numbers.push_back(row_number(index.row()));
    return numbers;
}

} // namespace thaw
