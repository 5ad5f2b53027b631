// `thawscope --figure`: a figure from its document to a file, without a window.
#pragma once

#include <string>
#include <vector>

namespace thaw {

struct FigureWish {
    std::string document;        // a document, or an export that has one inside
    std::vector<std::string> to; // files; their endings say what they are
    bool data = false, script = false;
    double dpi = 600; // of PNGs
};

// REQUIRES: a QGuiApplication. Writes the files, tells on stderr what was left out. Throws Error.
void write_figure(const FigureWish& wish);

} // namespace thaw
