#include "widgets/copied_picture.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>

namespace thaw {

namespace {

QByteArray as_svg(QWidget* widget) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(widget->size());
    svg.setViewBox(QRect(QPoint(), widget->size()));
    QPainter painter(&svg);
    widget->render(&painter);
    painter.end();
    return bytes;
}

QImage as_image(QWidget* widget) {
    constexpr double finer = 3;
    QImage image(widget->size() * finer, QImage::Format_RGB32);
    image.setDevicePixelRatio(finer);
    image.fill(widget->palette().color(QPalette::Base));
    widget->render(&image);
    return image;
}

} // namespace

void copy_picture(QWidget* widget) {
    auto* copied = new QMimeData;
    copied->setImageData(as_image(widget));
    copied->setData(QStringLiteral("image/svg+xml"), as_svg(widget));
    QGuiApplication::clipboard()->setMimeData(copied);
}

} // namespace thaw
