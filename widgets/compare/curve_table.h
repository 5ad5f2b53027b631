// The numbers behind an overlay, as a table: for screen readers, for copying and for files.
#pragma once

#include "widgets/compare/shown_curves.h"

#include <QDialog>
#include <memory>
#include <vector>

class QTableView;

namespace thaw {

// A row a line and x: the line, x, its value, the band's ends and how many runs it stands on.
class CurveTable : public QDialog {
    Q_OBJECT
  public:
    using Lines = std::vector<std::shared_ptr<const ShownCurve>>;
    CurveTable(Lines lines, const QString& x_label, const QString& y_label, QWidget* parent);

    QTableView* table() const { return table_; }
    // All rows, comma-separated, all digits, the C locale; an empty text, or why it failed.
    QString save_csv(const QString& path) const;

  private:
    void ask_where_to_save();

    Lines lines_;
    QTableView* table_;
};

} // namespace thaw
