#include "app/window/colours.h"

#include "app/window/outlined_boxes.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QPalette>
#include <QSettings>
#include <QStyle>

namespace thaw {

namespace {

const QString key = QStringLiteral("colours");

// What the desktop prefers, by the freedesktop portal (Qt itself asks only since 6.5): 1 is dark.
bool desktop_is_dark() {
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.portal.Desktop"),
        QStringLiteral("/org/freedesktop/portal/desktop"),
        QStringLiteral("org.freedesktop.portal.Settings"), QStringLiteral("Read"));
    call << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme");
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return false;
    constexpr int timeout = 300; // milliseconds: a desktop without a portal must not hold us up
    const QDBusMessage reply = bus.call(call, QDBus::Block, timeout);
    if (reply.type() != QDBusMessage::ReplyMessage || reply.arguments().isEmpty())
        return false;
    QVariant value = reply.arguments().constFirst();
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt() == 1;
}

QPalette dark_palette() {
    QPalette palette(QColor(0x2b, 0x2e, 0x33), QColor(0x24, 0x27, 0x2b));
    palette.setColor(QPalette::Base, QColor(0x1d, 0x1f, 0x23));
    palette.setColor(QPalette::AlternateBase, QColor(0x26, 0x29, 0x2e));
    palette.setColor(QPalette::ToolTipBase, QColor(0x33, 0x37, 0x3d));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::BrightText})
        palette.setColor(role, QColor(0xe6, 0xe8, 0xeb));
    palette.setColor(QPalette::PlaceholderText, QColor(0x8d, 0x93, 0x9c));
    palette.setColor(QPalette::Highlight, QColor(0x2f, 0x7d, 0xc0));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x6c, 0xb6, 0xf0));
    palette.setColor(QPalette::LinkVisited, QColor(0xb0, 0x9c, 0xe8));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x7a, 0x80, 0x88));
    return palette;
}

void use(bool dark) {
    QApplication::setPalette(dark ? dark_palette() : QApplication::style()->standardPalette());
}

} // namespace

QString chosen_colours() {
    return QSettings().value(key).toString();
}

void choose_colours(const QString& name) {
    QSettings().setValue(key, name);
    use_colours(name);
}

void use_colours(const QString& name) {
    if (name.isEmpty() && !desktop_is_dark())
        return; // the desktop's own style and palette stand
    QApplication::setStyle(new OutlinedBoxes);
    use(name == QLatin1String("dark") || name.isEmpty());
}

} // namespace thaw
