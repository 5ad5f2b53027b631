// Rows of a table as text that spreadsheets take.
#pragma once

#include <QString>

class QTableView;

namespace thaw {

// The view's selected rows with its header: cells between tabs, what `role` gives for each.
// Nothing is copied where nothing is selected.
QString rows_as_tsv(const QTableView& view, int role = 0 /* Qt::DisplayRole */);
// Ctrl+C and a menu entry in the view put them on the clipboard.
void offer_copying(QTableView* view, int role = 0);

} // namespace thaw
