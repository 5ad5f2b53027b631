#include "app/window/language.h"

#include "core/run/translate.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>
#include <filesystem>

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
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    use_language((program.parent_path().parent_path() / "share" / "locale").string());
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
