// Settings as a person types and reads them, and back.
#pragma once

#include "core/run/description.h"

#include <QString>
#include <optional>

namespace thaw {

// By the user's locale, without separators of thousands; read_value gives the same value again.
// Lists are written in the C locale, for a decimal comma would be taken for the next element.
QString value_text(const Value& value);

// Numbers are taken in the C locale or in the user's. Nothing: the text is no value of the
// parameter's type (a word of it counts as one).
std::optional<Value> read_value(const Parameter& parameter, const QString& text);

// Why read_value took nothing, and how it is written.
QString unreadable_sentence(const Parameter& parameter, const QString& text);

bool is_list(const Value& value);
bool is_number(const Value& value);

} // namespace thaw
