// A figure as a small text document: which runs, which panels, what style, what size. TOML, checked
// like a config. The document is the figure: the drawing, its PDF, SVG, pgfplots, script and data
// all follow from it and the runs.
#pragma once

#include "core/run/config.h"
#include "core/run/description.h"
#include "core/run/item.h"

#include <string>
#include <string_view>
#include <vector>

namespace thaw {

struct FigurePanel {
    Item kind;                // id: one of panel_kinds(); settings: of panel_extras() and its own
    std::vector<Item> series; // settings of series_section(); empty: the kind's default
    std::vector<Item> events; // settings of events_section()
    std::vector<Item> lines;  // settings of lines_section()

    bool operator==(const FigurePanel& other) const = default;
};

struct FigureDocument {
    Item figure;                     // settings of figure_section()
    std::vector<Item> runs;          // settings of runs_section()
    std::vector<FigurePanel> panels; // at least one

    bool operator==(const FigureDocument& other) const = default;
};

// What a document may say, described like everything that a config may say.
const Description& figure_section();           // [figure]
const Description& runs_section();             // [[runs]]; a text in runs = [...] is its `files`
const std::vector<Description>& panel_kinds(); // `kind` of [[panels]]
const std::vector<Parameter>& panel_extras();  // what every panel has
const Description& series_section();           // [[panels.series]]; a text is its `name`
const Description& events_section();           // [[panels.events]]; a text is its `kind`
const Description& lines_section();            // [[panels.lines]]

// Reads and checks. `file` names it in messages. Throws ConfigError with all that is wrong.
FigureDocument parse_figure(std::string_view text, const std::string& file);

// The document as text: what differs from the defaults. parse_figure of it gives an equal document.
std::string to_toml(const FigureDocument& document);

} // namespace thaw
