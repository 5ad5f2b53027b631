// GoogleTest inside a QApplication, offscreen unless the environment says otherwise.
#include <QApplication>
#include <QHashSeed>
#include <QTemporaryDir>
#include <gmock/gmock.h>

int main(int count, char** arguments) {
    QHashSeed::setDeterministicGlobalSeed(); // as the program's own
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    testing::InitGoogleMock(&count, arguments);
    // What a test remembers is nobody else's, nor that of a test which runs beside it.
    const QTemporaryDir own;
    for (const char* folder :
         {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"})
        qputenv(folder, own.path().toLocal8Bit());
    QCoreApplication::setOrganizationName(QStringLiteral("Thawscope"));
    QCoreApplication::setApplicationName(QStringLiteral("Thawscope tests"));
    const QApplication application(count, arguments);
    return RUN_ALL_TESTS();
}
