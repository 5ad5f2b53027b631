// The files of an export: the figure itself and what is wished for beside it.
#pragma once

#include "core/figures/figure_drawing.h"
#include "widgets/figures/figure_worker.h"

namespace thaw {

struct FigureFiles {
    std::filesystem::path figure; // its ending says what it is: .pdf, .svg, .png, .tex
    bool data = false;            // figure.csv beside it
    bool script = false;          // figure.py and figure.csv beside it
    double dpi = 600;             // of a PNG
};
// The endings that can be written, without dots.
const std::vector<std::string>& figure_formats();

// Draws them: on the thread that may use fonts. `text` and `folder` are the document's, for the
// recipe. Throws Error(usage) where the ending is none of figure_formats(), or the figure is too
// large for a PNG.
FigureWorker::Files figure_files(const FigureFiles& wanted, const FigureDrawing& drawing,
                                 const std::string& text, const std::filesystem::path& folder);

// Writes all of them aside first, then puts each into its place: where one cannot be written, none
// is changed. Makes their folders. Throws Error.
void write_files(const FigureWorker::Files& files);

} // namespace thaw
