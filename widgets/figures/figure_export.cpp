#include "widgets/figures/figure_export.h"

#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_painter.h"
#include "widgets/figures/pdf_page_size.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <cmath>

namespace thaw {

namespace {

constexpr double points_per_inch = 72;

// The generator opens a group with all of the painter's state for every change of it: those that
// hold nothing, and fonts outside of text, go.
QByteArray compact(const QByteArray& svg) {
    static const QRegularExpression empty(QStringLiteral("<g [^>]*>\\s*</g>\\s*"));
    static const QRegularExpression fonts(
        QStringLiteral("\\nfont-family=\"[^\"]*\" font-size=\"[^\"]*\" font-weight=\"[^\"]*\" "
                       "font-style=\"[^\"]*\" ?\\n"));
    return QString::fromUtf8(svg).remove(fonts).remove(empty).toUtf8();
}

} // namespace

QByteArray figure_to_pdf(const FigureScene& scene, const FigureRecipe& recipe) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    constexpr int resolution = 1200;
    writer.setResolution(resolution);
    // Whole points for now, see below.
    writer.setPageSize(QPageSize(QSizeF(std::ceil(scene.width), std::ceil(scene.height)),
                                 QPageSize::Point, QStringLiteral("figure"),
                                 QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setCreator(QStringLiteral("Thawscope"));
    writer.setTitle(QStringLiteral("Figure"));
    const std::string text = to_text(recipe);
    writer.addFileAttachment(QStringLiteral("figure.toml"),
                             QByteArray(text.data(), static_cast<qsizetype>(text.size())),
                             QStringLiteral("application/toml"));
    QPainter painter(&writer);
    painter.scale(resolution / points_per_inch, resolution / points_per_inch);
    draw_figure(painter, scene);
    painter.end();
    return with_page_size(bytes, scene.width, scene.height);
}

QByteArray figure_to_svg(const FigureScene& scene, const FigureRecipe& recipe) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    // In hundredths of a pt: the generator rounds sizes to whole units.
    constexpr double unit = 100;
    const QSize size(static_cast<int>(std::lround(scene.width * unit)),
                     static_cast<int>(std::lround(scene.height * unit)));
    generator.setResolution(static_cast<int>(points_per_inch * unit));
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setTitle(QStringLiteral("Figure"));
    generator.setDescription(QStringLiteral("Made by Thawscope"));
    QPainter painter(&generator);
    painter.scale(unit, unit);
    draw_figure(painter, scene);
    painter.end();

    // A machine without these fonts takes their relatives.
    const bool serif = scene.preset->typeface != Typeface::helvetica;
    for (const QString& family : font_families(scene.preset->typeface))
        bytes.replace(QStringLiteral("font-family=\"%1\"").arg(family).toUtf8(),
                      QStringLiteral("font-family=\"'%1', '%2'\"")
                          .arg(font_families(scene.preset->typeface).join(QLatin1String("', '")),
                               serif ? QStringLiteral("Times', 'serif")
                                     : QStringLiteral("Helvetica', 'sans-serif"))
                          .toUtf8());
    return with_recipe(compact(bytes), recipe);
}

QByteArray figure_to_png(const FigureScene& scene, const FigureRecipe& recipe, double dpi) {
    const double scale = dpi / points_per_inch;
    QImage image(static_cast<int>(std::lround(scene.width * scale)),
                 static_cast<int>(std::lround(scene.height * scale)), QImage::Format_RGB32);
    constexpr double inches_per_metre = 1 / 0.0254;
    image.setDotsPerMeterX(static_cast<int>(std::lround(dpi * inches_per_metre)));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    image.setText(QLatin1String(recipe_png_key), QString::fromStdString(to_text(recipe)));
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.scale(scale, scale);
    draw_figure(painter, scene);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace thaw
