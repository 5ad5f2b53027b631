// Rows of a table on the clipboard: for spreadsheets, documents and plain text alike.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

class QMimeData;
class QTableView;

namespace thaw {

// The first row is the heading.
using CopiedTable = QList<QStringList>;
// Cells between tabs, a row a line; a tab or a new line inside a cell is a space.
QString as_tsv(const CopiedTable& table);
QString as_csv(const CopiedTable& table);  // RFC 4180
QString as_html(const CopiedTable& table); // one <table>
// All three. Nothing is copied where there is no row.
void copy_table(const CopiedTable& table);

// The view's selected rows under its header: what `role` gives for each cell. Empty where nothing
// is selected.
CopiedTable selected_rows(const QTableView& view, int role = 0 /* Qt::DisplayRole */);
QString rows_as_tsv(const QTableView& view, int role = 0);
// Ctrl+C and a menu entry in the view put them on the clipboard.
void offer_copying(QTableView* view, int role = 0);

} // namespace thaw
