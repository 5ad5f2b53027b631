// The window's language: the desktop's, or the one chosen in the menu.
#pragma once

#include <QString>

class QApplication;

namespace thaw {

// "" (as the desktop), "en" or "ja"; kept in the settings, used from the next start on.
QString chosen_language();
void choose_language(const QString& code);

// Before the application object and any thread exist: sentences in that language.
void settle_language(const QString& code);
// Numbers by that language's locale, and Qt's own dialogs in it.
void translate_qt(QApplication& application);

} // namespace thaw
