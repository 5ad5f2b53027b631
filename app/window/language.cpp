#include "app/window/language.h"

#include "app/environment.h"
#include "core/run/translate.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

namespace thaw {

namespace {
const QString key = QStringLiteral("language");
}

QString chosen_language() {
    return QSettings().value(key).toString();
}

void choose_language(const QString& code) {
    QSettings().setValue(key, code);
}

void settle_language(const QString& code) {
    if (!code.isEmpty())
        qputenv("LANGUAGE", code == QLatin1String("en") ? "en" : code.toUtf8());
    use_language((share_folder() / "locale").string());
}

void translate_qt(QApplication& application) {
    // gettext's choice, LANGUAGE, comes first: the window speaks one language, not two.
    const QString wanted = qEnvironmentVariable("LANGUAGE").section(QLatin1Char(':'), 0, 0);
    const QLocale locale = wanted.isEmpty() ? QLocale::system() : QLocale(wanted);
    QLocale numbers = locale;
    numbers.setNumberOptions(QLocale::OmitGroupSeparator);
    QLocale::setDefault(numbers);
    auto* translator = new QTranslator(&application);
    if (translator->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                         QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QApplication::installTranslator(translator);
}

} // namespace thaw
