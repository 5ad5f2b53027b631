// The tree in which members share their beginnings: who leaves whom at which step.
#pragma once

#include "core/sweep/ledger.h"
#include "widgets/sweep/shown_sweep.h"

#include <QTreeWidget>

namespace thaw {

class MemberTree : public QTreeWidget {
    Q_OBJECT
  public:
    explicit MemberTree(QWidget* parent = nullptr);

    void show_sweep(const ShownSweep& sweep);
    void show_ledger(const Ledger& ledger); // of the sweep that is shown

  Q_SIGNALS:
    void open_asked(const QString& file);

  private:
    std::vector<QTreeWidgetItem*> items_; // by member
    std::vector<std::int64_t> steps_;
};

} // namespace thaw
