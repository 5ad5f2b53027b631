#include "core/figures/figure_drawing.h"

#include "core/figures/new_figure.h"

namespace thaw {

FigureDrawing draw_document(const FigureDocument& document, const std::filesystem::path& folder,
                            const LoadRun& load) {
    FigureDrawing drawing;
    drawing.document = document;
    std::vector<ComparedRuns> loaded;
    for (const Item& runs : document.runs) {
        const auto files = files_of(runs.settings.text("files"), folder);
        loaded.emplace_back();
        for (const std::filesystem::path& file : files)
            try {
                loaded.back().push_back(load(file));
            } catch (const Error& error) {
                if (files.size() == 1)
                    throw;
                drawing.warnings.emplace_back(error.what());
            }
    }
    const ComparedRuns runs = chosen_runs(document, loaded, drawing.warnings);
    drawing.data = figure_data(document, runs);
    drawing.scene = figure_scene(document, drawing.data);
    drawing.warnings.insert(drawing.warnings.end(), drawing.data.warnings.begin(),
                            drawing.data.warnings.end());
    return drawing;
}

} // namespace thaw
