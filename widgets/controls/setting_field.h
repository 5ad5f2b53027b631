// One setting of a rule as a field to fill in: words to choose from, a number, a tick, a series.
#pragma once

#include "core/run/description.h"
#include "core/run/plan.h"

#include <QWidget>
#include <functional>
#include <optional>

namespace thaw {

struct SettingField {
    std::string key;
    QString label;
    QWidget* widget = nullptr; // belongs to whoever lays it out
    // What stands in it; nothing where it is not a value yet.
    std::function<std::optional<Value>()> value;
    // Why not, as a sentence; empty where it has a value, or nothing in it is a number.
    std::function<QString()> problem = [] { return QString(); };
};

// `start` stands in it first, where given. `changed` is called whenever a person changed it.
// `plan` is looked at during the call only: its series fill the field of the key "metric".
SettingField setting_field(const Parameter& parameter, const std::optional<Value>& start,
                           const Plan& plan, const std::function<void()>& changed);

} // namespace thaw
