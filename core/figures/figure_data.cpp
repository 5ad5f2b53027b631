#include "core/figures/figure_data.h"

#include "core/compare/expression.h"
#include "core/compare/run_facts.h"
#include "core/figures/panel_data.h"
#include "core/run/language_scope.h"

#include <algorithm>

namespace thaw {

namespace {

std::optional<PrintAxis> range_of(const Table& settings, const std::string& axis,
                                  PrintScale scale) {
    const auto& range = settings.reals(axis + "_range");
    if (range.empty())
        return {};
    return PrintAxis{scale, range[0], range[1]};
}

PrintScale scale_of(const Table& settings, const std::string& axis) {
    return settings.text(axis + "_scale") == "log" ? PrintScale::logarithmic : PrintScale::linear;
}

// What is not the kind's but the document's to say.
void settle(PanelData& data, const FigurePanel& panel) {
    const Table& settings = panel.kind.settings;
    data.title = settings.text("title");
    data.x_scale = scale_of(settings, "x");
    data.y_scale = scale_of(settings, "y");
    data.x_range = range_of(settings, "x", data.x_scale);
    data.y_range = range_of(settings, "y", data.y_scale);
    if (!settings.text("x_label").empty())
        data.x_label = settings.text("x_label");
    if (!settings.text("y_label").empty())
        data.y_label = settings.text("y_label");
    for (const Item& line : panel.lines)
        data.lines.push_back({.vertical = line.settings.text("axis") == "x",
                              .at = line.settings.real("at"),
                              .label = line.settings.text("label"),
                              .color = neutral_color});
    if (settings.text("legend") == "none") {
        data.legend.clear();
        data.legend_heading.clear();
        data.note.clear();
    }
}

} // namespace

FigureData figure_data(const FigureDocument& document, const ComparedRuns& runs) {
    const std::string language = document.figure.settings.text("language");
    const LanguageScope scope(language == "auto" ? std::string() : language);
    if (runs.empty())
        throw usage("no run is left to draw; look at files and where in [[runs]]");
    FigureData data;
    const PanelMaker maker(document, runs, data.warnings);
    for (const FigurePanel& panel : document.panels) {
        data.panels.push_back(maker.make(panel));
        settle(data.panels.back(), panel);
    }
    return data;
}

ComparedRuns chosen_runs(const FigureDocument& document, const std::vector<ComparedRuns>& loaded,
                         std::vector<std::string>& warnings) {
    ComparedRuns chosen;
    for (std::size_t i = 0; i < document.runs.size(); ++i) {
        const std::string& where = document.runs[i].settings.text("where");
        RunList facts;
        for (const SharedRun& run : loaded[i])
            facts.emplace_back(run, &run->facts); // lives with the run
        Selection selection;
        try {
            selection = select(facts, Expression::parse(where, fields_of(facts)));
        } catch (const ExpressionError& error) {
            throw usage("{}: the condition '{}' cannot be read: {}", document.runs[i].place, where,
                        error.what());
        }
        if (const std::string unknown = unknown_sentence(selection); !unknown.empty())
            warnings.push_back(unknown);
        for (const std::size_t index : selection.matching)
            if (std::none_of(chosen.begin(), chosen.end(), [&](const SharedRun& run) {
                    return run->file == loaded[i][index]->file;
                }))
                chosen.push_back(loaded[i][index]);
    }
    return chosen;
}

} // namespace thaw
