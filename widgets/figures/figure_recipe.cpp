#include "widgets/figures/figure_recipe.h"

#include <QImage>
#include <QXmlStreamReader>
#include <algorithm>

namespace thaw {

namespace {

constexpr std::string_view heading = "# Thawscope figure, runs seen from: ";

// The streams of a PDF one after another: ours begins with the heading once it is inflated.
std::optional<FigureRecipe> from_pdf(const QByteArray& file) {
    constexpr qsizetype largest = 1 << 20;
    for (qsizetype at = file.indexOf("stream\n"); at >= 0; at = file.indexOf("stream\n", at + 1)) {
        const qsizetype begin = at + 7;
        const qsizetype end = file.indexOf("endstream", begin);
        if (end < 0)
            break;
        if (end - begin > largest || (at >= 3 && file.mid(at - 3, 3) == "end"))
            continue;
        const QByteArray raw = file.mid(begin, end - begin);
        if (auto plain = recipe_from_text(raw.toStdString()))
            return plain;
        constexpr qsizetype shortest = 20; // of a zlib stream that holds the heading
        if (raw.size() < shortest || raw[0] != 0x78)
            continue;
        // qUncompress wants the inflated size in front; it is a guess that it may exceed.
        QByteArray sized(4, '\0');
        sized[1] = 1;
        if (auto inflated = recipe_from_text(qUncompress(sized + raw).toStdString()))
            return inflated;
    }
    return {};
}

std::optional<FigureRecipe> from_svg(const QByteArray& file) {
    QXmlStreamReader reader(file);
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement &&
            reader.name() == QLatin1String("metadata"))
            return recipe_from_text(
                reader.readElementText(QXmlStreamReader::IncludeChildElements).toStdString());
    return {};
}

} // namespace

const char* const recipe_png_key = "Thawscope figure";

std::string to_text(const FigureRecipe& recipe) {
    return std::string(heading) + recipe.folder + "\n" + recipe.document;
}

std::optional<FigureRecipe> recipe_from_text(const std::string& text) {
    const std::size_t begin = text.find(heading);
    if (begin == std::string::npos || begin > 2) // an XML writer may put a line end before it
        return {};
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos)
        return {};
    const std::size_t folder = begin + heading.size();
    return FigureRecipe{text.substr(end + 1), text.substr(folder, end - folder)};
}

std::optional<FigureRecipe> read_recipe(const QByteArray& file) {
    if (file.startsWith("%PDF"))
        return from_pdf(file);
    if (file.startsWith("\x89PNG")) {
        return recipe_from_text(
            QImage::fromData(file, "PNG").text(QLatin1String(recipe_png_key)).toStdString());
    }
    return from_svg(file);
}

QByteArray with_recipe(const QByteArray& svg, const FigureRecipe& recipe) {
    const qsizetype root = svg.indexOf("<svg");
    const qsizetype inside = svg.indexOf('>', root) + 1;
    const QByteArray text = QString::fromStdString(to_text(recipe)).toHtmlEscaped().toUtf8();
    return svg.left(inside) + "\n<metadata>" + text + "</metadata>" + svg.mid(inside);
}

std::string recipe_folder(const std::filesystem::path& document_folder,
                          const std::filesystem::path& export_folder) {
    const auto relative =
        document_folder.lexically_normal().lexically_relative(export_folder.lexically_normal());
    return relative.empty() ? "." : relative.string();
}

} // namespace thaw
