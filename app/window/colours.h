// Light or dark: as the desktop is, unless the user has chosen.
#pragma once

#include <QString>

namespace thaw {

// "" (as the desktop), "light" or "dark"; kept in the settings.
QString chosen_colours();
void choose_colours(const QString& name); // and uses them

// Uses these colours and, for "", goes on following the desktop's setting. The application object
// must exist.
void use_colours(const QString& name);

} // namespace thaw
