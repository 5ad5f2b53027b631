#include "app/window/clipboard_keeper.h"

#include <QBuffer>
#include <QClipboard>
#include <QDataStream>
#include <QFile>
#include <QImage>
#include <QMimeData>
#include <QProcess>
#include <QTemporaryFile>
#include <string_view>

namespace thaw {

namespace {

constexpr const char* word = "--hold-clipboard"; // and a file, for ourselves alone
const QString picture = QStringLiteral("image/png");
const QString qt_picture = QStringLiteral("application/x-qt-image");

QByteArray packed(const QMimeData& data) {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    if (data.hasImage()) {
        QByteArray png;
        QBuffer buffer(&png);
        qvariant_cast<QImage>(data.imageData()).save(&buffer, "PNG");
        out << picture << png;
    }
    for (const QString& format : data.formats())
        if (format != qt_picture && format != picture)
            out << format << data.data(format);
    return bytes;
}

QMimeData* unpacked(const QByteArray& bytes) {
    auto* data = new QMimeData;
    QDataStream in(bytes);
    while (!in.atEnd()) {
        QString format;
        QByteArray content;
        in >> format >> content;
        if (in.status() != QDataStream::Ok)
            break;
        if (format == picture)
            data->setImageData(QImage::fromData(content));
        else
            data->setData(format, content);
    }
    return data;
}

void start_keeper() {
    const QClipboard* clipboard = QGuiApplication::clipboard();
    if (!clipboard->ownsClipboard() || clipboard->mimeData() == nullptr)
        return;
    QTemporaryFile file;
    file.setAutoRemove(false); // the keeper takes it
    const QByteArray bytes = packed(*clipboard->mimeData());
    if (!file.open() || file.write(bytes) != bytes.size() || !file.flush())
        return;
    QProcess keeper;
    keeper.setProgram(QCoreApplication::applicationFilePath());
    keeper.setArguments({QString::fromLatin1(word), file.fileName()});
    // Whoever waits for what the window writes is not made to wait for its keeper.
    keeper.setStandardInputFile(QProcess::nullDevice());
    keeper.setStandardOutputFile(QProcess::nullDevice());
    keeper.setStandardErrorFile(QProcess::nullDevice());
    if (!keeper.startDetached())
        file.remove();
}

} // namespace

void leave_clipboard_behind(QApplication& application) {
    if (QGuiApplication::platformName() == QLatin1String("xcb"))
        QObject::connect(&application, &QCoreApplication::aboutToQuit, start_keeper);
}

bool is_clipboard_keeper(int count, char** arguments) {
    return count == 3 && std::string_view(arguments[1]) == word;
}

int hold_clipboard(int& count, char** arguments) {
    QGuiApplication application(count, arguments);
    QFile file(QString::fromLocal8Bit(arguments[2]));
    if (!file.open(QIODevice::ReadOnly))
        return 1;
    QClipboard* clipboard = QGuiApplication::clipboard();
    clipboard->setMimeData(unpacked(file.readAll()));
    file.remove();
    QObject::connect(clipboard, &QClipboard::dataChanged, &application, [clipboard] {
        if (!clipboard->ownsClipboard())
            QCoreApplication::quit();
    });
    return QGuiApplication::exec();
}

} // namespace thaw
