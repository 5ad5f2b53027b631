#include "widgets/compare/curve_table.h"

#include "core/run/quoting.h"
#include "core/run/user_file.h"
#include "widgets/copied_rows.h"
#include "widgets/say.h"

#include <QAbstractTableModel>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

enum Column { line_column, x_column, value_column, low_column, high_column, n_column, columns };

double number_at(const ShownCurve& line, std::size_t row, int column) {
    switch (column) {
    case x_column:
        return (*line.x)[row];
    case value_column:
        return line.y.look()[row];
    case low_column:
        return line.low.size() > 0 ? line.low.look()[row] : std::nan("");
    case high_column:
        return line.high.size() > 0 ? line.high.look()[row] : std::nan("");
    case n_column:
        return line.of_group ? line.of_group->n[row] : 1;
    default:
        return std::nan("");
    }
}

class CurveRows : public QAbstractTableModel {
  public:
    CurveRows(CurveTable::Lines lines, QStringList headings, QObject* parent)
        : QAbstractTableModel(parent), lines_(std::move(lines)), headings_(std::move(headings)) {
        for (const auto& line : lines_)
            ends_.push_back((ends_.empty() ? 0 : ends_.back()) + line->x->size());
    }
    int rowCount(const QModelIndex& parent = {}) const override {
        constexpr std::size_t most = 2'000'000'000; // what an int counts
        return parent.isValid() || ends_.empty() ? 0
                                                 : static_cast<int>(std::min(ends_.back(), most));
    }
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : columns;
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
            return QAbstractTableModel::headerData(section, orientation, role);
        return headings_[section];
    }
    QVariant data(const QModelIndex& index, int role) const override {
        if (role == Qt::TextAlignmentRole && index.column() != line_column)
            return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
            return {};
        const auto at = static_cast<std::size_t>(index.row());
        const auto end = std::upper_bound(ends_.begin(), ends_.end(), at);
        const auto& line = *lines_[static_cast<std::size_t>(end - ends_.begin())];
        if (index.column() == line_column)
            return QString::fromStdString(line.name);
        const double number = number_at(line, at - (*end - line.x->size()), index.column());
        if (index.column() == n_column)
            return shown_integer(static_cast<qint64>(number));
        if (std::isnan(number) && (index.column() == low_column || index.column() == high_column))
            return QString();
        return shown_number(number, 7);
    }

  private:
    CurveTable::Lines lines_;
    QStringList headings_;
    std::vector<std::size_t> ends_; // of each line's rows, counted over all
};

} // namespace

CurveTable::CurveTable(Lines lines, const QString& x_label, const QString& y_label, QWidget* parent)
    : QDialog(parent), lines_(std::move(lines)), table_(new QTableView) {
    setWindowTitle(say("{} over {}", y_label, x_label));
    resize(720, 520);
    table_->setModel(new CurveRows(
        lines_, {say("Line"), x_label, y_label, say("Band from"), say("Band to"), say("n")}, this));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setSectionResizeMode(line_column, QHeaderView::Stretch);
    table_->setAccessibleName(windowTitle());
    offer_copying(table_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* save = buttons->addButton(say("Save as CSV…"), QDialogButtonBox::ActionRole);
    save->setToolTip(say("All rows with all digits."));
    connect(save, &QPushButton::clicked, this, &CurveTable::ask_where_to_save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addWidget(table_, 1);
    column->addWidget(buttons);
}

QString CurveTable::save_csv(const QString& path) const {
    std::string text = "line,x,value,low,high,n\n";
    for (const auto& line : lines_)
        for (std::size_t row = 0; row < line->x->size(); ++row) {
            std::vector<std::string> cells{line->name};
            for (int column = x_column; column < columns; ++column)
                cells.push_back(fmt::format("{}", number_at(*line, row, column)));
            text += csv_line(cells);
        }
    try {
        write_user_file(path.toStdString(), text);
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

void CurveTable::ask_where_to_save() {
    const QString path = QFileDialog::getSaveFileName(this, say("Save as CSV…"), QString(),
                                                      QStringLiteral("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    if (const QString problem = save_csv(path); !problem.isEmpty())
        QMessageBox::warning(this, windowTitle(), problem);
}

} // namespace thaw
