#include "widgets/copied_rows.h"

#include "core/run/quoting.h"
#include "widgets/say.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMimeData>
#include <QTableView>
#include <algorithm>
#include <string>
#include <vector>

namespace thaw {

namespace {

// A tab or a new line inside a cell would be read as the cell's end.
QString in_one_cell(QString text) {
    return text.replace(QLatin1Char('\t'), QLatin1Char(' '))
        .replace(QLatin1Char('\n'), QLatin1Char(' '))
        .replace(QLatin1Char('\r'), QLatin1Char(' '));
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
            copy_table(selected_rows(*view_, role_));
        return true;
    }

  private:
    QTableView* view_;
    int role_;
};
} // namespace

QString as_tsv(const CopiedTable& table) {
    QString text;
    for (const QStringList& row : table) {
        QStringList cells;
        for (const QString& cell : row)
            cells << in_one_cell(cell);
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

QString as_csv(const CopiedTable& table) {
    std::string text;
    for (const QStringList& row : table) {
        std::vector<std::string> cells;
        for (const QString& cell : row)
            cells.push_back(cell.toStdString());
        text += csv_line(cells);
    }
    return QString::fromStdString(text);
}

QString as_html(const CopiedTable& table) {
    QString html = QStringLiteral("<table border=\"1\">\n");
    for (qsizetype row = 0; row < table.size(); ++row) {
        const QLatin1String cell(row == 0 ? "th" : "td");
        html += QLatin1String("<tr>");
        for (const QString& text : table[row])
            html += QStringLiteral("<%1>%2</%1>")
                        .arg(cell, text.toHtmlEscaped().replace(QLatin1Char('\n'),
                                                                QLatin1String("<br>")));
        html += QLatin1String("</tr>\n");
    }
    return html + QLatin1String("</table>\n");
}

void copy_table(const CopiedTable& table) {
    if (table.isEmpty())
        return;
    auto* copied = new QMimeData;
    copied->setText(as_tsv(table));
    copied->setHtml(as_html(table));
    copied->setData(QStringLiteral("text/csv"), as_csv(table).toUtf8());
    QApplication::clipboard()->setMimeData(copied);
}

CopiedTable selected_rows(const QTableView& view, int role) {
    const QAbstractItemModel& model = *view.model();
    QModelIndexList rows = view.selectionModel()->selectedRows();
    if (rows.isEmpty())
        return {};
    std::sort(rows.begin(), rows.end(),
              [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    CopiedTable table;
    const auto add = [&](auto cell) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << cell(column).toString();
        table << cells;
    };
    add([&](int column) { return model.headerData(column, Qt::Horizontal, Qt::DisplayRole); });
    for (const auto& row : rows)
        add([&](int column) { return row.siblingAtColumn(column).data(role); });
    return table;
}

QString rows_as_tsv(const QTableView& view, int role) {
    return as_tsv(selected_rows(view, role));
}

void offer_copying(QTableView* view, int role) {
    auto* copy = new QAction(say("Copy rows"), view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    view->addAction(copy);
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
    QObject::connect(copy, &QAction::triggered, view,
                     [view, role] { copy_table(selected_rows(*view, role)); });
    view->installEventFilter(new CopyKey(view, role));
}

} // namespace thaw
