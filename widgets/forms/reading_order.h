// Tab order as one reads: row by row, each row from its beginning. Forms whose fields come and go
// ask for it anew at every step instead of mending Qt's chain.
#pragma once

#include <QList>

class QWidget;

namespace thaw {

// What Tab reaches inside `root` now, in reading order: visible, enabled, each compound once.
QList<QWidget*> reading_order(const QWidget* root);

// Moves the focus to the next or previous one; false when `root`'s end is reached.
bool focus_along(QWidget* root, bool forward);

} // namespace thaw
