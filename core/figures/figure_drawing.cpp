#include "core/figures/figure_drawing.h"

#include "core/figures/new_figure.h"
#include "core/run/error.h"

#include <algorithm>

namespace thaw {

namespace {

// Which files could not be read and why, where no run is left but for them.
Error nothing_left(const std::vector<Error>& unread, std::size_t named) {
    constexpr std::size_t most = 5;
    std::string reasons;
    for (std::size_t i = 0; i < std::min(most, unread.size()); ++i)
        reasons += "\n  " + std::string(unread[i].what());
    if (unread.size() > most)
        reasons += "\n  " + sentence("and {} more", unread.size() - most);
    const std::string what =
        unread.size() == named
            ? sentence("no run is left to draw: none of the {} run [file|files] can be read", named)
            : sentence("no run is left to draw: {} of {} run files cannot be read, and the others "
                       "are left out by where in [[runs]]",
                       unread.size(), named);
    return Error(unread.front().fault(), what + ":" + reasons);
}

} // namespace

FigureDrawing draw_document(const FigureDocument& document, const std::filesystem::path& folder,
                            const LoadRun& load) {
    FigureDrawing drawing;
    drawing.document = document;
    std::vector<ComparedRuns> loaded;
    std::vector<Error> unread;
    std::size_t named = 0;
    for (const Item& runs : document.runs) {
        const auto files = files_of(runs.settings.text("files"), folder);
        loaded.emplace_back();
        named += files.size();
        for (const std::filesystem::path& file : files)
            try {
                loaded.back().push_back(load(file));
            } catch (const Error& error) {
                if (files.size() == 1)
                    throw;
                drawing.warnings.emplace_back(error.what());
                unread.push_back(error);
            }
    }
    if (unread.size() == named) // before any condition: nothing is known of these runs
        throw nothing_left(unread, named);
    const ComparedRuns runs = chosen_runs(document, loaded, drawing.warnings);
    if (runs.empty() && !unread.empty())
        throw nothing_left(unread, named);
    drawing.data = figure_data(document, runs);
    drawing.scene = figure_scene(document, drawing.data);
    drawing.warnings.insert(drawing.warnings.end(), drawing.data.warnings.begin(),
                            drawing.data.warnings.end());
    return drawing;
}

} // namespace thaw
