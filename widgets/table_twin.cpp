#include "widgets/table_twin.h"

#include "core/run/quoting.h"
#include "core/run/user_file.h"
#include "widgets/copied_rows.h"
#include "widgets/say.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

namespace thaw {

TableTwin::TableTwin(ShownRun* run, const QStringList& series, QWidget* parent)
    : QWidget(parent), readings_(new ReadingTable(run, this)), table_(new QTableView(this)),
      count_(new QLabel(this)) {
    table_->setModel(readings_);
    table_->setAccessibleName(say("Readings"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setTabKeyNavigation(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 12);
    table_->horizontalHeader()->setHighlightSections(false);
    offer_copying(table_, ReadingTable::exact_role);

    auto* save = new QPushButton(say("Save as CSV…"), this);
    save->setAutoDefault(false);
    connect(save, &QPushButton::clicked, this, &TableTwin::ask_where_to_save);

    QScrollBar* bar = table_->verticalScrollBar();
    connect(readings_, &QAbstractItemModel::rowsAboutToBeInserted, this,
            [this, bar] { at_end_ = bar->value() >= bar->maximum(); });
    connect(readings_, &QAbstractItemModel::rowsInserted, this, [this] {
        if (at_end_)
            table_->scrollToBottom();
        count_rows();
    });
    connect(readings_, &QAbstractItemModel::modelReset, this, &TableTwin::count_rows);

    auto* below = new QHBoxLayout;
    below->addWidget(count_, 1);
    below->addWidget(save);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(table_, 1);
    layout->addLayout(below);
    set_series(series);
}

void TableTwin::set_series(const QStringList& series) {
    readings_->set_series(series);
    table_->scrollToBottom();
}

void TableTwin::count_rows() {
    count_->setText(say("{} [reading|readings]", shown_integer(readings_->rowCount())));
}

QString TableTwin::save_csv(const QString& path) const {
    std::string text;
    const int columns = readings_->columnCount();
    const auto write = [&](auto cell) {
        std::vector<std::string> cells;
        for (int column = 0; column < columns; ++column)
            cells.push_back(cell(column).toString().toStdString());
        text += csv_line(cells);
    };
    write([&](int column) {
        return readings_->headerData(column, Qt::Horizontal, ReadingTable::exact_role);
    });
    for (int row = 0; row < readings_->rowCount(); ++row)
        write([&](int column) {
            return readings_->data(readings_->index(row, column), ReadingTable::exact_role);
        });
    try {
        write_user_file(path.toStdString(), text);
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

void TableTwin::ask_where_to_save() {
    const QString path = QFileDialog::getSaveFileName(
        this, say("Save readings"), QStringLiteral("readings.csv"), say("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    if (const QString problem = save_csv(path); !problem.isEmpty())
        QMessageBox::warning(this, say("Save readings"), problem);
}

} // namespace thaw
