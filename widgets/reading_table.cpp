#include "widgets/reading_table.h"

#include "widgets/say.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace thaw {

namespace {
// The shortest digits that read back as the same number.
QString exact(double value) {
    if (std::isnan(value))
        return QStringLiteral("nan");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("inf") : QStringLiteral("-inf");
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return QString::fromLatin1(text.data(), end - text.data());
}
} // namespace

ReadingTable::ReadingTable(ShownRun* run, QObject* parent)
    : QAbstractTableModel(parent), run_(run) {
    connect(run, &ShownRun::grew, this, &ReadingTable::grow);
    connect(run, &ShownRun::replaced, this, &ReadingTable::look_anew);
}

void ReadingTable::set_series(const QStringList& names) {
    names_ = names;
    look_anew();
}

void ReadingTable::look_anew() {
    beginResetModel();
    shown_.clear();
    metrics_.clear();
    for (const auto& name : names_) {
        const auto [m, s] = run_->plan().find_series(name.toStdString());
        if (m < 0)
            continue;
        const auto metric = static_cast<std::size_t>(m);
        auto source = std::find(metrics_.begin(), metrics_.end(), metric);
        if (source == metrics_.end())
            source = metrics_.insert(source, metric);
        shown_.push_back({name.toStdString(), metric, static_cast<std::size_t>(s),
                          static_cast<std::size_t>(source - metrics_.begin())});
    }
    rows_.clear();
    taken_.assign(metrics_.size(), 0);
    merge(rows_, taken_);
    endResetModel();
}

std::int64_t ReadingTable::step_of(const std::vector<std::size_t>& row) const {
    for (std::size_t i = 0; i < row.size(); ++i)
        if (row[i] != nothing)
            return run_->history().columns(metrics_[i]).step[row[i]];
    return 0;
}

bool ReadingTable::merge(std::vector<std::vector<std::size_t>>& rows,
                         std::vector<std::size_t>& taken) const {
    for (;;) {
        auto least = std::numeric_limits<std::int64_t>::max();
        for (std::size_t i = 0; i < metrics_.size(); ++i)
            if (const auto& steps = run_->history().columns(metrics_[i]).step;
                taken[i] < steps.size())
                least = std::min(least, steps[taken[i]]);
        if (least == std::numeric_limits<std::int64_t>::max())
            return true;
        if (!rows_.empty() && least <= step_of(rows_.back()))
            return false;
        std::vector<std::size_t> row(metrics_.size(), nothing);
        for (std::size_t i = 0; i < metrics_.size(); ++i)
            if (const auto& steps = run_->history().columns(metrics_[i]).step;
                taken[i] < steps.size() && steps[taken[i]] == least)
                row[i] = taken[i]++;
        rows.push_back(std::move(row));
    }
}

void ReadingTable::grow() {
    std::vector<std::vector<std::size_t>> more;
    auto taken = taken_;
    if (!merge(more, taken))
        return look_anew();
    if (more.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(more.size()) - 1);
    rows_.insert(rows_.end(), more.begin(), more.end());
    taken_ = std::move(taken);
    endInsertRows();
}

int ReadingTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ReadingTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : first_reading + per_series * static_cast<int>(shown_.size());
}

QVariant ReadingTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != exact_role)
        return {};
    const bool exactly = role == exact_role;
    if (section == step_column)
        return exactly ? QStringLiteral("step") : say("Step");
    if (section == epoch_column)
        return exactly ? QStringLiteral("epoch") : say("Epoch");
    const auto& name =
        shown_[static_cast<std::size_t>((section - first_reading) / per_series)].name;
    switch ((section - first_reading) % per_series) {
    case 0:
        return QString::fromStdString(name);
    case 1:
        return exactly ? QString::fromStdString(name + ".standard_error") : say("Standard error");
    default:
        return exactly ? QString::fromStdString(name + ".count") : say("Count");
    }
}

QVariant ReadingTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != exact_role)
        return {};
    const auto& row = rows_[static_cast<std::size_t>(index.row())];
    const auto number = [&](double value) {
        return role == exact_role ? exact(value) : shown_number(value);
    };
    const auto integer = [&](std::int64_t value) {
        return role == exact_role ? QString::number(value) : shown_integer(value);
    };
    const auto& history = run_->history();
    if (index.column() == step_column)
        return integer(step_of(row));
    if (index.column() == epoch_column) {
        const auto i = static_cast<std::size_t>(
            std::find_if(row.begin(), row.end(), [](std::size_t r) { return r != nothing; }) -
            row.begin());
        return number(history.columns(metrics_[i]).epoch[row[i]]);
    }
    const auto& shown =
        shown_[static_cast<std::size_t>((index.column() - first_reading) / per_series)];
    const std::size_t at = row[shown.source];
    if (at == nothing)
        return {};
    const auto& columns = history.columns(shown.metric).series[shown.series];
    switch ((index.column() - first_reading) % per_series) {
    case 0:
        return number(columns.value[at]);
    case 1:
        // Without an estimate of its error a reading has an empty cell on the screen.
        return role == Qt::DisplayRole && std::isnan(columns.standard_error[at])
                   ? QString()
                   : number(columns.standard_error[at]);
    default:
        return integer(columns.count[at]);
    }
}

} // namespace thaw
