#include "widgets/event_table.h"

#include "core/run/sentences.h"
#include "widgets/appearance.h"
#include "widgets/say.h"

#include <QApplication>
#include <QFont>
#include <algorithm>

namespace thaw {

namespace {
QString actor_label(Actor actor) {
    switch (actor) {
    case Actor::user:
        return say("You");
    case Actor::rule:
        return say("Rule");
    case Actor::system:
        return say("System");
    }
    return {};
}

QString asked_text(const RunCommand& command) {
    if (command.action == Action::set_learning_rate)
        return say("asked: {}",
                   say("set learning rate to {}", shown_number(command.learning_rate)));
    if (command.rule.settings.is_text("name"))
        return say("asked: {} ({})", action_text(command.action),
                   command.rule.settings.text("name"));
    return say("asked: {}", action_text(command.action));
}

bool is_number_column(int column) {
    return column == EventTable::step_column || column == EventTable::time_column ||
           column >= EventTable::first_value;
}
} // namespace

EventTable::EventTable(ShownRun* run, QObject* parent) : QAbstractTableModel(parent), run_(run) {
    name_values();
    events_ = static_cast<int>(run->history().events().size());
    connect(run, &ShownRun::events_came, this, &EventTable::take_in);
    connect(run, &ShownRun::replaced, this, &EventTable::look_anew);
}

void EventTable::name_values() {
    values_.clear();
    for (const auto& metric : run_->plan().metrics)
        for (const auto& series : metric.series)
            if (series.headline)
                values_.push_back(series.name);
}

void EventTable::look_anew() {
    beginResetModel();
    name_values();
    events_ = static_cast<int>(run_->history().events().size());
    asked_.clear();
    endResetModel();
}

void EventTable::add_asked(const RunCommand& command, std::int64_t number) {
    const auto& history = run_->history();
    Asked asked{command, number, history.last_step(), history.wall_time()};
    if (number <= 0)
        asked.refusal = say("too many commands are waiting");
    beginInsertRows({}, rowCount(), rowCount());
    asked_.push_back(std::move(asked));
    endInsertRows();
    // The answer may have come before the question was shown.
    const auto& events = history.events();
    for (auto event = events.rbegin(); number > 0 && event != events.rend(); ++event)
        if (event->command == number)
            return settle(*event);
}

void EventTable::settle(const Event& event) {
    const bool over = event.kind == EventKind::ended;
    for (std::size_t i = asked_.size(); i-- > 0;) {
        auto& asked = asked_[i];
        if (asked.number <= 0 || !asked.refusal.isEmpty())
            continue;
        if (over && asked.command.action != Action::stop) {
            asked.refusal = say("the run ended before");
            const int row = events_ + static_cast<int>(i);
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
        } else if (over || event.command == asked.number) {
            const int row = events_ + static_cast<int>(i);
            beginRemoveRows({}, row, row);
            asked_.erase(asked_.begin() + static_cast<std::ptrdiff_t>(i));
            endRemoveRows();
        }
    }
}

void EventTable::take_in(std::size_t first_new) {
    const auto& events = run_->history().events();
    if (static_cast<int>(first_new) != events_)
        return look_anew();
    for (std::size_t i = first_new; i < events.size(); ++i)
        settle(events[i]);
    beginInsertRows({}, events_, static_cast<int>(events.size()) - 1);
    events_ = static_cast<int>(events.size());
    endInsertRows();
}

int EventTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : events_ + static_cast<int>(asked_.size());
}

int EventTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : first_value + static_cast<int>(values_.size());
}

QVariant EventTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter |
                        (is_number_column(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section >= first_value)
        return say("What it was when this was decided");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case step_column:
        return say("Step");
    case time_column:
        return say("Time");
    case what_column:
        return say("What happened");
    case who_column:
        return say("Who");
    default:
        return QString::fromStdString(values_[static_cast<std::size_t>(section - first_value)]);
    }
}

QVariant EventTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter |
                        (is_number_column(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    if (index.row() < events_)
        return of_event(run_->history().events()[static_cast<std::size_t>(index.row())],
                        index.column(), role);
    return of_asked(asked_[static_cast<std::size_t>(index.row() - events_)], index.column(), role);
}

QVariant EventTable::of_event(const Event& event, int column, int role) const {
    if (role == step_role)
        return static_cast<qint64>(event.step);
    if (role == checkpoint_role)
        return event.kind == EventKind::checkpoint_saved;
    if (role == Qt::DecorationRole && column == what_column)
        return event_color(static_cast<int>(event.kind), QApplication::palette());
    if (role == Qt::ToolTipRole && column == what_column)
        return QString::fromStdString(event_text(event));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case step_column:
        return shown_integer(event.step);
    case time_column:
        return QString::fromStdString(duration_text(event.wall_time));
    case what_column:
        return QString::fromStdString(event_text(event));
    case who_column:
        return actor_label(event.actor);
    default:
        for (const auto& [name, value] : event.values)
            if (name == values_[static_cast<std::size_t>(column - first_value)])
                return shown_number(value);
        return {};
    }
}

QVariant EventTable::of_asked(const Asked& asked, int column, int role) const {
    if (role == step_role)
        return static_cast<qint64>(asked.step);
    if (role == checkpoint_role)
        return false; // what someone asked for is always told
    if (role == Qt::FontRole) {
        QFont font = QApplication::font("QTableView");
        font.setItalic(true);
        return font;
    }
    if (role == Qt::DecorationRole && column == what_column && !asked.refusal.isEmpty())
        return event_color(static_cast<int>(EventKind::refused), QApplication::palette());
    if (role != Qt::DisplayRole && !(role == Qt::ToolTipRole && column == what_column))
        return {};
    switch (column) {
    case step_column:
        return shown_integer(asked.step);
    case time_column:
        return QString::fromStdString(duration_text(asked.wall_time));
    case what_column:
        return asked.refusal.isEmpty()
                   ? asked_text(asked.command)
                   : say("{} refused: {}", action_text(asked.command.action), asked.refusal);
    case who_column:
        return actor_label(asked.command.actor);
    default:
        return {};
    }
}

} // namespace thaw
