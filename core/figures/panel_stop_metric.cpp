// A metric and the OOD result by stop over one axis of steps.
#include "core/compare/group_curve.h"
#include "core/compare/sample_summary.h"
#include "core/figures/label.h"
#include "core/figures/panel_data.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace thaw {

namespace {

using ByStop = std::map<std::int64_t, ComparedRuns>;

ByStop by_stop(const ComparedRuns& runs) {
    ByStop all;
    for (const SharedRun& run : runs)
        if (run->stop() >= 0)
            all[run->stop()].push_back(run);
    return all;
}

Band band_of(const std::string& word) {
    for (const Band one : {Band::sd, Band::se, Band::ci95, Band::iqr})
        if (to_text(one) == word)
            return one;
    return Band::none;
}

// The first headline that is measured on no split: what a rule watches.
std::string usual_metric(const ComparedRuns& runs) {
    for (const std::string& name : series_names(runs, true))
        if (const SeriesInfo* info = series_info(runs, name); info != nullptr && !info->role)
            return name;
    return {};
}

} // namespace

PanelData PanelMaker::stop_metric(const FigurePanel& panel) const {
    const Table& settings = panel.kind.settings;
    const OutcomeChoice choice = choice_of(panel, runs_);
    check_series(choice.ood);
    if (axis_of(panel).x != CurveX::step)
        throw usage("{}: the axis that metric and stops share counts steps; leave out x = \"{}\"",
                    panel.kind.place, settings.text("x"));
    std::vector<Item> series = panel.series;
    if (series.empty() && usual_metric(runs_).empty())
        throw usage("{}: no run has a metric to draw; name one with series", panel.kind.place);
    if (series.empty()) {
        Item item;
        for (const Parameter& parameter : series_section().parameters)
            item.settings.set(parameter.key, parameter.default_value());
        item.settings.set("name", usual_metric(runs_));
        series.push_back(std::move(item));
    }
    std::vector<std::string> names;
    std::set<std::string> quantities;
    for (const Item& item : series) {
        names.push_back(item.settings.text("name"));
        check_series(names.back());
        quantities.insert(series_info(runs_, names.back())->quantity);
    }
    if (quantities.size() > 1)
        throw usage("{}: one axis shows one quantity, and series has {} of them; give each a panel",
                    panel.kind.place, quantities.size());
    const ByStop stops = by_stop(runs_);
    if (stops.empty())
        throw usage("no run has a step at which unfreezing ended, and results to go with it");
    const std::string& band = settings.text("band");

    PanelData data;
    const bool each = settings.text("metric_of") == "each" && stops.size() > 1;
    std::vector<FigureGroup> groups;
    for (const auto& [stop, runs] : stops)
        if (each || stop == stops.rbegin()->first)
            groups.push_back({.label = fmt::format("{}", stop),
                              .key = static_cast<double>(stop),
                              .runs = runs,
                              .style = {}});
    for (std::size_t g = 0; each && g < groups.size(); ++g)
        groups[g].style = ordered_style(g, groups.size());
    std::set<std::string> notes;
    for (std::size_t s = 0; s < series.size(); ++s)
        for (std::size_t g = 0; g < groups.size(); ++g) {
            std::vector<Curve> curves;
            for (const SharedRun& run : groups[g].runs)
                if (auto curve = curve_of(run->record, names[s], axis_of(panel)))
                    curves.push_back(std::move(*curve));
            if (curves.empty())
                continue;
            GroupCurve group =
                group_curve(aligned_curves(std::move(curves), Alignment::interpolated),
                            Centre::mean, band_of(band));
            notes.insert(legend_text(group));
            FigureCurve drawn;
            drawn.name = names[s] + " " + groups[g].label;
            drawn.style = style_of(g, s, series[s], groups);
            drawn.x = std::move(group.x);
            drawn.y = std::move(group.centre);
            if (group.band != Band::none) {
                drawn.low = std::move(group.low);
                drawn.high = std::move(group.high);
            }
            data.curves.push_back(std::move(drawn));
        }

    FigureCurve ood;
    ood.name = choice.ood + " by stop";
    ood.right = ood.marked = ood.bars = true;
    ood.style = print_style(this->settings().text("palette"), each ? 1 : series.size());
    ood.style.dash = {1, 1.6};
    ood.style.marker = MarkerShape::circle;
    std::size_t least = runs_.size(), most = 0, missing = runs_.size();
    for (const auto& [stop, runs] : stops) {
        std::vector<double> values;
        for (const SharedRun& run : runs)
            if (const double value = judged(run->record, choice.ood, choice.judgement);
                std::isfinite(value))
                values.push_back(value);
        missing -= values.size();
        if (values.empty())
            continue;
        least = std::min(least, values.size());
        most = std::max(most, values.size());
        ood.x.push_back(static_cast<double>(stop));
        ood.y.push_back(summarise(values).mean);
        const auto [low, high] = band_ends(band, std::move(values));
        ood.low.push_back(low);
        ood.high.push_back(high);
    }
    if (most < 2 || band == "none") {
        ood.low.clear();
        ood.high.clear();
        ood.bars = false;
    }
    if (missing > 0)
        warnings_.push_back(sentence(
            "{} [run is|runs are] left out, where unfreezing did not end or there are no results",
            missing));

    // Which axis a curve is read on is said at its label.
    if (each) {
        data.legend_heading = heading(Field("stop_step"));
        add_legend(data, groups, series, false);
    }
    for (std::size_t s = 0; !each && s < series.size(); ++s) {
        const std::string& own = series[s].settings.text("label");
        data.legend.push_back(
            {.label = sentence("{} (left)", own.empty() ? series_label(runs_, names[s]) : own),
             .style = style_of(groups.size() - 1, s, series[s], groups),
             .band = band != "none" && !data.curves.empty() && !data.curves.front().low.empty()});
    }
    data.right_label = outcome_label(choice.ood);
    data.legend.push_back(
        {.label = sentence("{} by stop (right)", data.right_label) +
                  (most > 1 ? ": " + band_label(band, least, most) : std::string()),
         .style = ood.style,
         .bars = ood.bars,
         .marked = true});
    if (notes.size() == 1)
        data.note = *notes.begin();
    data.curves.push_back(std::move(ood));
    for (const FigureGroup& group : groups)
        add_events(data, panel, group.runs, each ? group.style.color : neutral_color);
    data.x_label = axis_text(axis_of(panel));
    data.y_label = y_label(names);
    return data;
}

} // namespace thaw
