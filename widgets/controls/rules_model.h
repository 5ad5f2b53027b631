// The rules of a run as rows: what each says, how it stands, and a tick for whether it watches.
#pragma once

#include "core/run/rule.h"

#include <QAbstractListModel>
#include <QStringList>
#include <vector>

namespace thaw {

class RulesModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { state_role = Qt::UserRole }; // QString: "waiting", "fired at step 210"

    using QAbstractListModel::QAbstractListModel;

    void show_rules(const std::vector<Rule>& rules, bool steerable);
    // Rules with these names are waiting for an answer of the session.
    void set_asked(const QStringList& names);
    const Rule& rule(int row) const { return rules_[static_cast<std::size_t>(row)]; }
    const std::vector<Rule>& rules() const { return rules_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    // A tick is only asked for: the row changes when the run's events say so.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  Q_SIGNALS:
    void tick_asked(int row, bool enabled);

  private:
    QString state_of(const Rule& rule) const;

    std::vector<Rule> rules_;
    QStringList asked_;
    bool steerable_ = false;
};

} // namespace thaw
