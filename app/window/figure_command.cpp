#include "app/window/figure_command.h"

#include "app/compared_files.h"
#include "app/output.h"
#include "widgets/figures/figure_files.h"
#include "widgets/figures/figure_fonts.h"

namespace thaw {

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
    FigureWorker::Files files; // all are drawn before the first is written
    for (const std::string& to : wish.to)
        for (auto& file : figure_files({to, wish.data, wish.script, wish.dpi}, drawing, found.text,
                                       found.folder))
            files.push_back(std::move(file));
    write_files(files);
}

} // namespace thaw
