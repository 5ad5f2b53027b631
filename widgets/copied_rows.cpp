#include "widgets/copied_rows.h"

#include "widgets/say.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QTableView>
#include <algorithm>

namespace thaw {

namespace {
// A tab or a new line inside a cell would be read as the cell's end.
QString in_one_cell(QString text) {
    return text.replace(QLatin1Char('\t'), QLatin1Char(' '))
        .replace(QLatin1Char('\n'), QLatin1Char(' '))
        .replace(QLatin1Char('\r'), QLatin1Char(' '));
}

void copy_rows(const QTableView& view, int role) {
    if (const QString text = rows_as_tsv(view, role); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

// Qt's views answer Ctrl+C themselves, with the current cell: this comes before them.
class CopyKey final : public QObject {
  public:
    CopyKey(QTableView* view, int role) : QObject(view), view_(view), role_(role) {}

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
            return QObject::eventFilter(watched, event);
        if (!static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy))
            return false;
        event->accept();
        if (event->type() == QEvent::KeyPress)
            copy_rows(*view_, role_);
        return true;
    }

  private:
    QTableView* view_;
    int role_;
};
} // namespace

QString rows_as_tsv(const QTableView& view, int role) {
    const QAbstractItemModel& model = *view.model();
    QModelIndexList rows = view.selectionModel()->selectedRows();
    if (rows.isEmpty())
        return {};
    std::sort(rows.begin(), rows.end(),
              [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    const auto line = [&](auto cell) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << in_one_cell(cell(column));
        return cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    };
    QString text = line([&](int column) {
        return model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    });
    for (const auto& row : rows)
        text += line([&](int column) { return row.siblingAtColumn(column).data(role).toString(); });
    return text;
}

void offer_copying(QTableView* view, int role) {
    auto* copy = new QAction(say("Copy rows"), view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    view->addAction(copy);
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
    QObject::connect(copy, &QAction::triggered, view, [view, role] { copy_rows(*view, role); });
    view->installEventFilter(new CopyKey(view, role));
}

} // namespace thaw
