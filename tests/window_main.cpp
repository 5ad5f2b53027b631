// GoogleTest inside a QApplication, offscreen unless the environment says otherwise.
#include <QApplication>
#include <QStandardPaths>
#include <gmock/gmock.h>

int main(int count, char** arguments) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    testing::InitGoogleMock(&count, arguments);
    QStandardPaths::setTestModeEnabled(true); // settings of tests are nobody's
    QCoreApplication::setOrganizationName(QStringLiteral("Thawscope"));
    QCoreApplication::setApplicationName(QStringLiteral("Thawscope tests"));
    const QApplication application(count, arguments);
    return RUN_ALL_TESTS();
}
