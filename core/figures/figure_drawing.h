// From a document to a figure: the files it names, read, chosen, summed up and laid out.
#pragma once

#include "core/figures/figure_scene.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace thaw {

// Reads one run file. Throws Error. Called from the thread that draws.
using LoadRun = std::function<SharedRun(const std::filesystem::path& file)>;

struct FigureDrawing {
    FigureDocument document;
    FigureData data;
    FigureScene scene;
    std::vector<std::string> warnings; // what was left out, a sentence each
};

// `folder` is the document's. Reads files: off the screen's thread. Throws Error; a file that
// cannot be read among others is left out with a warning.
FigureDrawing draw_document(const FigureDocument& document, const std::filesystem::path& folder,
                            const LoadRun& load);

} // namespace thaw
