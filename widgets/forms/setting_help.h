// What the descriptions say, as it is read in tool tips, What's-this and the help pane.
#pragma once

#include "core/run/description.h"

#include <QString>

namespace thaw {

// "at least 1, at most 64"; empty when everything is allowed.
QString range_text(const Parameter& parameter);
// "default 0.01", for an empty field; empty when the setting must be given.
QString default_hint(const Parameter& parameter);

// Rich text. `key` is where the config has it: "optimiser.momentum".
QString help_html(const Parameter& parameter, const QString& key);
QString help_html(const Description& description);

} // namespace thaw
