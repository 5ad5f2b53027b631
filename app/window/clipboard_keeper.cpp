#include "app/window/clipboard_keeper.h"

#include <QBuffer>
#include <QClipboard>
#include <QDataStream>
#include <QFile>
#include <QImage>
#include <QMimeData>
#include <QProcess>
#include <QTemporaryFile>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <xcb/xcb.h>

namespace thaw {

namespace {

constexpr const char* word = "--hold-clipboard"; // ours alone: no option that is told
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

std::unique_ptr<QMimeData> unpacked(const QByteArray& bytes) {
    auto data = std::make_unique<QMimeData>();
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

// Qt hands what it has on to the desktop's manager by itself.
bool has_manager(xcb_connection_t* x) {
    constexpr std::string_view name = "CLIPBOARD_MANAGER";
    const std::unique_ptr<xcb_intern_atom_reply_t, decltype(&std::free)> atom(
        xcb_intern_atom_reply(x, xcb_intern_atom(x, 1, name.size(), name.data()), nullptr),
        &std::free);
    if (atom == nullptr || atom->atom == XCB_ATOM_NONE)
        return false;
    const std::unique_ptr<xcb_get_selection_owner_reply_t, decltype(&std::free)> owner(
        xcb_get_selection_owner_reply(x, xcb_get_selection_owner(x, atom->atom), nullptr),
        &std::free);
    return owner != nullptr && owner->owner != XCB_NONE;
}

void start_keeper() {
    const auto* x = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    const QClipboard* clipboard = QGuiApplication::clipboard();
    if (x == nullptr || x->connection() == nullptr || has_manager(x->connection()) ||
        !clipboard->ownsClipboard() || clipboard->mimeData() == nullptr ||
        clipboard->mimeData()->formats().isEmpty())
        return;
    QTemporaryFile file; // gone by name as soon as the keeper has it open
    const QByteArray bytes = packed(*clipboard->mimeData());
    if (!file.open() || file.write(bytes) != bytes.size() || !file.flush())
        return;
    QProcess keeper;
    keeper.setProgram(QCoreApplication::applicationFilePath());
    keeper.setArguments({QString::fromLatin1(word)});
    keeper.setStandardInputFile(file.fileName());
    // Whoever waits for what the window writes is not made to wait for its keeper.
    keeper.setStandardOutputFile(QProcess::nullDevice());
    keeper.setStandardErrorFile(QProcess::nullDevice());
    keeper.startDetached();
}

} // namespace

void leave_clipboard_behind(QApplication& application) {
    if (QGuiApplication::platformName() == QLatin1String("xcb"))
        QObject::connect(&application, &QCoreApplication::aboutToQuit, start_keeper);
}

bool is_clipboard_keeper(int count, char** arguments) {
    return count == 2 && std::string_view(arguments[1]) == word;
}

int hold_clipboard(int& count, char** arguments) {
    QGuiApplication application(count, arguments);
    QFile given;
    if (!given.open(stdin, QIODevice::ReadOnly))
        return 1;
    auto data = unpacked(given.readAll());
    if (data->formats().isEmpty())
        return 1;
    QClipboard* clipboard = QGuiApplication::clipboard();
    clipboard->setMimeData(data.release());
    QObject::connect(clipboard, &QClipboard::dataChanged, &application, [clipboard] {
        if (!clipboard->ownsClipboard())
            QCoreApplication::quit();
    });
    return QGuiApplication::exec();
}

} // namespace thaw
