#include "widgets/overwriting.h"

#include "core/run/error.h"
#include "core/run/user_file.h"

#include <QFile>

namespace thaw {

QString why_not_overwrite(const QString& file) {
    try {
        refuse_run(QFile::encodeName(file).toStdString());
        return {};
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace thaw
