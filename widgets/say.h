// Sentences of the window in the user's language. Widgets never call QObject::tr: every sentence of
// the project goes through one catalogue (core/run/translate.h).
#pragma once

#include "core/run/error.h"

#include <QString>

namespace thaw {

// say("Start"), say("{} of {}", shown, all); QString arguments are taken too.
inline std::string for_sentence(const QString& text) {
    return text.toStdString();
}
template <class T>
const T& for_sentence(const T& value) {
    return value;
}
template <class... Arguments>
QString say(const char* english, const Arguments&... arguments) {
    if constexpr (sizeof...(arguments) == 0)
        return QString::fromStdString(tr(english));
    else
        return QString::fromStdString(sentence(english, for_sentence(arguments)...));
}
// A description's text, kept in English, as it is shown.
inline QString shown(const std::string& english) {
    return QString::fromStdString(tr(english));
}

// Numbers by the user's locale: for the screen only. Five significant digits; "NaN", "∞".
QString shown_number(double value, int digits = 5);
QString shown_integer(qint64 value);
// A value with its standard error: "0.8685 ± 0.0034".
QString shown_reading(double value, double standard_error);

} // namespace thaw
