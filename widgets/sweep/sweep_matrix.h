// The members of a sweep as a matrix, arm by seed, that fills while they are trained.
#pragma once

#include "core/sweep/ledger.h"
#include "widgets/sweep/shown_sweep.h"

#include <QTableWidget>

namespace thaw {

class SweepMatrix : public QTableWidget {
    Q_OBJECT
  public:
    explicit SweepMatrix(const ShownSweep& sweep, QWidget* parent = nullptr);

    void show_ledger(const Ledger& ledger); // of this sweep
    QTableWidgetItem* cell_of(std::size_t member) const;

  Q_SIGNALS:
    void open_asked(const QString& file); // the run of a member that has a file

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void color();
    void open(QTableWidgetItem* cell);

    ShownSweep sweep_;
    Ledger ledger_;
    std::vector<QTableWidgetItem*> cells_; // by member; the table's
};

} // namespace thaw
