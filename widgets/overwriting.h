// What a dialog's answer must not do.
#pragma once

#include <QString>

namespace thaw {

// Why `file` is not to be overwritten: it is a run or a checkpoint. Empty: it may be.
QString why_not_overwrite(const QString& file);

} // namespace thaw
