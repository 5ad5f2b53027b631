// A run's events as rows, and what was asked of it and is not answered yet.
#pragma once

#include "core/run/command.h"
#include "widgets/shown_run.h"

#include <QAbstractTableModel>

namespace thaw {

class EventTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { step_column, time_column, what_column, who_column, first_value };
    // Qt::UserRole + ...: the step of a row; whether it is about a checkpoint alone.
    enum Role { step_role = Qt::UserRole, checkpoint_role };

    EventTable(ShownRun* run, QObject* parent);

    // A row "asked: hold" at the end, until an event answers this command or the session ends.
    // number <= 0: it was not even taken, because too many commands are waiting.
    void add_asked(const RunCommand& command, std::int64_t number);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    struct Asked {
        RunCommand command;
        std::int64_t number = 0;
        std::int64_t step = 0;
        double wall_time = 0;
        QString refusal = {}; // why it is not going to happen; empty: it may
    };
    void take_in(std::size_t first_new);
    void settle(const Event& event);
    void look_anew();
    void name_values();
    QVariant of_event(const Event& event, int column, int role) const;
    QVariant of_asked(const Asked& asked, int column, int role) const;

    ShownRun* run_;
    int events_ = 0; // rows that are events; those asked follow
    std::vector<Asked> asked_;
    std::vector<std::string> values_; // the headline series
};

} // namespace thaw
