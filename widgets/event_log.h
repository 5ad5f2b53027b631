// The run's events, newest at the bottom, with what was asked and waits for its answer.
#pragma once

#include "widgets/event_table.h"
#include "widgets/step_axis.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace thaw {

// Selecting a row puts the axis' cursor on its step. New rows scroll into view as long as the end
// is in view. Checkpoints are left out until they are asked for.
class EventLog : public QWidget {
    Q_OBJECT
  public:
    EventLog(ShownRun* run, StepAxis* axis, QWidget* parent = nullptr);

    // See EventTable::add_asked.
    void show_asked(const RunCommand& command, qint64 number);
    QTableView* table() { return table_; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void share_width();
    void go_to(const QModelIndex& index);
    void count_rows();

    StepAxis* axis_;
    EventTable* events_;
    QSortFilterProxyModel* filtered_;
    QLineEdit* filter_;
    QCheckBox* checkpoints_;
    QLabel* count_;
    QTableView* table_;
    bool at_end_ = true;
};

} // namespace thaw
