// What a plot shows, as a table: for screen readers, for copying and for files.
#pragma once

#include "widgets/reading_table.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace thaw {

// Grows with the run, and keeps to the newest rows while the end is in view.
class TableTwin : public QWidget {
    Q_OBJECT
  public:
    TableTwin(ShownRun* run, const QStringList& series, QWidget* parent = nullptr);

    void set_series(const QStringList& series);
    // All rows, comma-separated, all digits, the C locale; an empty text, or why it failed.
    QString save_csv(const QString& path) const;
    QTableView* table() { return table_; }

  private:
    void ask_where_to_save();
    void count_rows();

    ReadingTable* readings_;
    QTableView* table_;
    QLabel* count_;
    bool at_end_ = true;
};

} // namespace thaw
