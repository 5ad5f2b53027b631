#include "widgets/figures/figure_export.h"

#include "core/run/error.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_painter.h"
#include "widgets/figures/pdf_page_size.h"

#include <QBuffer>
#include <QHashSeed>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

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

void begin(QPainter& painter, QPaintDevice* device) {
    if (!painter.begin(device))
        throw failure("the figure cannot be drawn: Qt refuses to begin; is there memory left?");
}

// Blanks over the time of writing, as long as it is, since the file counts its bytes.
QByteArray without_times(QByteArray pdf) {
    for (const char* key : {"/CreationDate (", "/ModDate ("})
        for (qsizetype at = pdf.indexOf(key); at >= 0; at = pdf.indexOf(key, at + 1)) {
            const qsizetype end = pdf.indexOf(')', at);
            if (end > at && end - at < 60)
                pdf.replace(at, end + 1 - at, QByteArray(end + 1 - at, ' '));
        }
    return pdf;
}

constexpr double megabyte = 1e6;

// Bytes, as the kernel estimates them; as many as one may ask for where it does not tell.
double available_memory() {
    std::ifstream in("/proc/meminfo");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("MemAvailable:"))
            return 1024 * std::strtod(line.c_str() + line.find(':') + 1, nullptr);
    return std::numeric_limits<double>::infinity();
}

QImage image_of(double width, double height, double dpi) {
    constexpr double bytes_per_pixel = 4, most = 4e9; // nobody prints more
    const double bytes = bytes_per_pixel * width * height;
    double allowed = std::min(most, 0.9 * available_memory());
    QImage image;
    if (bytes <= allowed) {
        image = QImage(static_cast<int>(width), static_cast<int>(height), QImage::Format_RGB32);
        allowed = bytes / 2; // a guess, for the sentence, if there is none after all
    }
    if (image.isNull())
        throw usage("the PNG would be {} × {} pixels, {} MB in memory, and {} MB is the most here: "
                    "lower the dots per inch (--dpi) from {} to {} or less, or the width or "
                    "height_ratio of the document, or write a PDF or an SVG",
                    width, height, std::ceil(bytes / megabyte), std::floor(allowed / megabyte), dpi,
                    std::floor(dpi * std::sqrt(allowed / bytes)));
    return image;
}

} // namespace

void settle_hash_order() {
    QHashSeed::setDeterministicGlobalSeed();
}

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
    QPainter painter;
    begin(painter, &writer);
    painter.scale(resolution / points_per_inch, resolution / points_per_inch);
    draw_figure(painter, scene);
    painter.end();
    return with_page_size(without_times(bytes), scene.width, scene.height);
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
    QPainter painter;
    begin(painter, &generator);
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
    const double width = std::round(scene.width * scale);
    const double height = std::round(scene.height * scale);
    QImage image = image_of(width, height, dpi);
    constexpr double inches_per_metre = 1 / 0.0254;
    image.setDotsPerMeterX(static_cast<int>(std::lround(dpi * inches_per_metre)));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    image.setText(QLatin1String(recipe_png_key), QString::fromStdString(to_text(recipe)));
    image.fill(Qt::white);
    QPainter painter;
    begin(painter, &image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.scale(scale, scale);
    draw_figure(painter, scene);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG"))
        throw failure("the PNG cannot be made: Qt refuses to write it; is there memory left?");
    return bytes;
}

} // namespace thaw
