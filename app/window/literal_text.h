// Names on tabs and in menus, where Qt takes an & for the mark of a mnemonic.
#pragma once

#include <QString>

namespace thaw {

inline QString literal_text(QString name) {
    return name.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace thaw
