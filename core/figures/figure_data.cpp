#include "core/figures/figure_data.h"

#include "core/compare/expression.h"
#include "core/compare/run_copies.h"
#include "core/compare/run_facts.h"
#include "core/figures/panel_data.h"
#include "core/run/language_scope.h"
#include "core/run/utf8.h"

#include <algorithm>
#include <cmath>
#include <set>

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
    if (data.has_right()) {
        data.right_scale = scale_of(settings, "right");
        data.right_range = range_of(settings, "right", data.right_scale);
        if (!settings.text("right_label").empty())
            data.right_label = settings.text("right_label");
    }
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

void tell_names_apart(PanelData& panel) {
    std::set<std::string> taken;
    for (FigureCurve& curve : panel.curves) {
        const std::string name = valid_utf8(curve.name);
        curve.name = name;
        for (int n = 2; !taken.insert(curve.name).second; ++n)
            curve.name = fmt::format("{} ({})", name, n);
    }
}

// What of a panel cannot be seen, and where that is all of it.
void tell_what_is_not_shown(FigureData& data, bool lettered) {
    PanelData& panel = data.panels.back();
    std::size_t all = 0, shown = 0, not_finite = 0, below = 0;
    const auto count = [&](double x, double y, bool x_log, bool y_log) {
        ++all;
        if (!std::isfinite(x) || !std::isfinite(y))
            ++not_finite;
        else if ((x_log && x <= 0) || (y_log && y <= 0))
            ++below;
        else
            ++shown;
    };
    const bool x_log = panel.x_scale == PrintScale::logarithmic;
    const bool y_log = panel.y_scale == PrintScale::logarithmic;
    for (const FigureCurve& curve : panel.curves)
        for (std::size_t i = 0; i < curve.x.size(); ++i)
            count(curve.x[i], curve.y[i], x_log,
                  curve.right ? panel.right_scale == PrintScale::logarithmic : y_log);
    if (panel.cells) // colours are logarithmic
        for (const auto& row : panel.cells->values)
            for (const double value : row)
                count(1, value, false, true);
    const std::string where =
        lettered ? sentence("panel {}: ", static_cast<char>('a' + (data.panels.size() - 1) % 26))
                 : std::string();
    if (below > 0)
        data.warnings.push_back(
            where +
            sentence("a logarithmic scale cannot show what is not above 0: {} of {} [value|values]",
                     below, all));
    if (not_finite > 0)
        data.warnings.push_back(
            where +
            sentence("what is not finite leaves a gap: {} of {} [value|values]", not_finite, all));
    for (const FigureLine& line : panel.lines)
        if ((line.vertical ? x_log : y_log) && line.at <= 0)
            data.warnings.push_back(
                where + sentence("the line at {:g} is left out: a logarithmic scale has no place "
                                 "for it",
                                 line.at));
    if (shown > 0)
        return;
    panel.empty = below > 0        ? tr("no value is above 0")
                  : not_finite > 0 ? tr("no value is finite")
                                   : tr("no values");
    data.warnings.push_back(where + sentence("the frame is empty: {}", panel.empty));
}

// Of each run in `some` the file that stands for it, once.
ComparedRuns taken(const ComparedRuns& some, const ComparedRuns& originals) {
    ComparedRuns mine;
    for (const SharedRun& run : some)
        for (const SharedRun& original : originals)
            if ((original->file == run->file ||
                 original->record.header.run_id == run->record.header.run_id) &&
                std::find(mine.begin(), mine.end(), original) == mine.end())
                mine.push_back(original);
    return mine;
}

} // namespace

bool PanelData::has_right() const {
    return std::any_of(curves.begin(), curves.end(),
                       [](const FigureCurve& curve) { return curve.right; });
}

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
        tell_names_apart(data.panels.back());
        tell_what_is_not_shown(data, document.panels.size() > 1);
    }
    return data;
}

ComparedRuns chosen_runs(const FigureDocument& document, const std::vector<ComparedRuns>& loaded,
                         std::vector<std::string>& warnings) {
    // Before any filter: a copy that was left behind must not match in its run's place.
    ComparedRuns all;
    for (const ComparedRuns& some : loaded)
        for (const SharedRun& run : some)
            if (std::none_of(all.begin(), all.end(),
                             [&](const SharedRun& one) { return one->file == run->file; }))
                all.push_back(run);
    const ComparedRuns originals = without_copies(all, warnings);
    ComparedRuns chosen;
    for (std::size_t i = 0; i < document.runs.size(); ++i) {
        const ComparedRuns mine = taken(loaded[i], originals);
        const std::string& where = document.runs[i].settings.text("where");
        RunList facts;
        for (const SharedRun& run : mine)
            facts.emplace_back(run, &run->facts); // lives with the run
        Selection selection;
        try {
            selection =
                select(facts, Expression::condition(where, fields_of(facts), FieldKinds(facts)));
        } catch (const ExpressionError& error) {
            throw usage("{}: the condition '{}' cannot be read: {}", document.runs[i].place, where,
                        error.what());
        }
        if (const std::string unknown = unknown_sentence(selection); !unknown.empty())
            warnings.push_back(unknown);
        for (const std::size_t index : selection.matching)
            if (std::find(chosen.begin(), chosen.end(), mine[index]) == chosen.end())
                chosen.push_back(mine[index]);
    }
    return chosen;
}

} // namespace thaw
