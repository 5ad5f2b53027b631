#include "app/window/figure_command.h"

#include "app/compared_files.h"
#include "app/output.h"
#include "core/run/replace_file.h"
#include "core/run/user_file.h"
#include "widgets/figures/figure_files.h"
#include "widgets/figures/figure_fonts.h"

namespace thaw {

namespace {

void write_file(const std::filesystem::path& file, const QByteArray& bytes) {
    if (!file.parent_path().empty())
        make_folder(file.parent_path());
    write_user_file(file, {bytes.data(), static_cast<std::size_t>(bytes.size())});
}

} // namespace

void write_figure(const FigureWish& wish) {
    const FoundDocument found = find_document(wish.document);
    const FigureDocument document = parse_figure(found.text, wish.document);
    const FigureDrawing drawing =
        draw_document(document, found.folder,
                      [](const std::filesystem::path& file) { return read_compared(file); });
    for (const std::string& warning : drawing.warnings)
        tell(warning);
    const Typeface typeface = drawing.scene.preset->typeface;
    if (!has_own_font(typeface))
        tell(sentence("{} is not installed; the figure is drawn in the nearest font there is",
                      font_families(typeface).constFirst().toStdString()));
    for (const std::string& to : wish.to)
        for (const auto& [file, bytes] : figure_files({to, wish.data, wish.script, wish.dpi},
                                                      drawing, found.text, found.folder))
            write_file(file, bytes);
}

} // namespace thaw
