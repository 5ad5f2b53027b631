#include "widgets/controls/rules_model.h"

#include "core/run/sentences.h"
#include "widgets/say.h"

#include <algorithm>

namespace thaw {

namespace {
bool same(const Rule& a, const Rule& b) {
    return a.trigger == b.trigger && a.from_config == b.from_config && a.set_step == b.set_step &&
           a.fired_step == b.fired_step;
}
} // namespace

void RulesModel::show_rules(const std::vector<Rule>& rules, bool steerable) {
    // A list that only says something new keeps its selection.
    const bool reset = rules.size() != rules_.size();
    if (!reset && steerable == steerable_ &&
        std::equal(rules.begin(), rules.end(), rules_.begin(), same))
        return;
    if (reset)
        beginResetModel();
    rules_ = rules;
    steerable_ = steerable;
    if (reset)
        endResetModel();
    else if (!rules_.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void RulesModel::set_asked(const QStringList& names) {
    asked_ = names;
    if (!rules_.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int RulesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rules_.size());
}

QString RulesModel::state_of(const Rule& rule) const {
    const QString name = QString::fromStdString(rule.trigger.settings.text("name"));
    if (asked_.contains(name))
        return say("asked…");
    const QString origin = rule.from_config ? say("from the config")
                                            : say("set at step {}", shown_integer(rule.set_step));
    const QString state = rule.fired_step >= 0
                              ? say("fired at step {}", shown_integer(rule.fired_step))
                          : rule.trigger.settings.boolean("enabled") ? say("waiting")
                                                                     : say("disabled");
    return QStringLiteral("%1  ·  %2").arg(state, origin);
}

QVariant RulesModel::data(const QModelIndex& index, int role) const {
    const Rule& rule = this->rule(index.row());
    const bool enabled = rule.trigger.settings.boolean("enabled");
    switch (role) {
    case Qt::DisplayRole: {
        Item as_enabled = rule.trigger; // the tick tells whether it is
        as_enabled.settings.set("enabled", true);
        return QString::fromStdString(rule_text(as_enabled));
    }
    case Qt::ToolTipRole:
        return say("{}: {}", rule.trigger.settings.text("name"), rule_text(rule.trigger));
    case Qt::AccessibleTextRole:
        return say("{}, {}", QString::fromStdString(rule_text(rule.trigger)), state_of(rule));
    case Qt::CheckStateRole:
        return enabled ? Qt::Checked : Qt::Unchecked;
    case state_role:
        return state_of(rule);
    default:
        return {};
    }
}

Qt::ItemFlags RulesModel::flags(const QModelIndex&) const {
    const Qt::ItemFlags seen = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    return steerable_ ? seen | Qt::ItemIsUserCheckable : seen;
}

bool RulesModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || !steerable_)
        return false;
    Q_EMIT tick_asked(index.row(), value.toInt() == Qt::Checked);
    return true;
}

} // namespace thaw
