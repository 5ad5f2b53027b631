// The readings of some series as rows, one a step, straight from the run's history.
#pragma once

#include "widgets/shown_run.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace thaw {

// Series that are read at different steps share rows where they meet; where one has no reading its
// cells are empty. Names that the run does not have are passed over.
class ReadingTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { step_column, epoch_column, first_reading };
    // What goes into files: all digits, the C locale; names instead of titles.
    static constexpr int exact_role = Qt::UserRole;

    ReadingTable(ShownRun* run, QObject* parent);
    void set_series(const QStringList& names);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    static constexpr int per_series = 3; // value, standard error, count
    static constexpr std::size_t nothing = static_cast<std::size_t>(-1);
    struct Shown {
        std::string name;
        std::size_t metric = 0, series = 0, source = 0; // source: index into metrics_
    };
    void look_anew();
    void grow();
    // Rows that are new in the history, in order of their steps; false: some belong in between.
    bool merge(std::vector<std::vector<std::size_t>>& rows, std::vector<std::size_t>& taken) const;
    std::int64_t step_of(const std::vector<std::size_t>& row) const;

    ShownRun* run_;
    QStringList names_;
    std::vector<Shown> shown_;
    std::vector<std::size_t> metrics_;           // those that the series belong to
    std::vector<std::vector<std::size_t>> rows_; // a row of each metric, or nothing
    std::vector<std::size_t> taken_;             // rows of each metric that are in rows_
};

} // namespace thaw
