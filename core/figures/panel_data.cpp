#include "core/figures/panel_data.h"

#include "core/compare/aligned_curves.h"
#include "core/compare/group_curve.h"
#include "core/compare/run_outcome.h"
#include "core/figures/label.h"
#include "core/run/nearest.h"
#include "core/run/sentences.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace thaw {

namespace {

std::string stem(const SharedRun& run) {
    std::string name = run->file.filename().string();
    if (const auto end = name.find(".thaw.h5"); end != std::string::npos)
        name.resize(end);
    return name;
}

std::string fact_label(const Fact& fact) {
    if (!is_known(fact))
        return tr("none");
    if (const double* number = std::get_if<double>(&fact))
        return fmt::format("{:g}", *number);
    return label_of_text(to_text(fact));
}

std::vector<double> dash_of(const std::string& word, const std::vector<double>& automatic) {
    if (word == "solid")
        return {};
    if (word == "dashed")
        return {4, 1.6};
    if (word == "dotted")
        return {1, 1.6};
    if (word == "dash_dot")
        return {4, 1.6, 1, 1.6};
    return automatic;
}

MarkerShape marker_of(const std::string& word, MarkerShape automatic) {
    static const std::vector<std::string> words{"none",     "circle",  "square",
                                                "triangle", "diamond", "cross"};
    const auto found = std::find(words.begin(), words.end(), word);
    return found == words.end() ? automatic : static_cast<MarkerShape>(found - words.begin());
}

bool has_band(const PanelData& data) {
    return std::any_of(data.curves.begin(), data.curves.end(), [](const FigureCurve& curve) {
        return std::any_of(curve.low.begin(), curve.low.end(),
                           [](double low) { return std::isfinite(low); });
    });
}

bool is_kind(const Event& event, const std::string& kind) {
    return to_text(event.kind) == kind;
}

} // namespace

CurveAxis axis_of(const FigurePanel& panel) {
    return {.x = *curve_x_from_text(panel.kind.settings.text("x"))};
}

double x_of_step(const RunRecord& record, std::int64_t step, double wall_time,
                 const CurveAxis& axis) {
    if (axis.x == CurveX::step)
        return static_cast<double>(step);
    if (counts_from_event(axis.x)) {
        const auto anchor = anchor_step(record.events, axis);
        return anchor ? static_cast<double>(step - *anchor) : std::nan("");
    }
    if (axis.x == CurveX::epoch)
        return record.header.plan.epoch(step);
    if (axis.x == CurveX::examples)
        return static_cast<double>(record.header.plan.examples_seen(step));
    if (axis.x == CurveX::wall_time)
        return wall_time;
    for (const MetricColumns& metric : record.metrics) { // seconds of updates, at the next reading
        const auto row = std::lower_bound(metric.step.begin(), metric.step.end(), step);
        if (row != metric.step.end())
            return metric.train_time[static_cast<std::size_t>(row - metric.step.begin())];
    }
    return std::nan("");
}

std::string series_label(const ComparedRuns& runs, const std::string& name) {
    const SeriesInfo* info = series_info(runs, name);
    if (info == nullptr)
        return label_of_text(name);
    return info->part.empty() ? tr(info->label) : label_of_text(part_text(*info));
}

PanelMaker::PanelMaker(const FigureDocument& document, const ComparedRuns& runs,
                       std::vector<std::string>& warnings)
    : document_(document), runs_(runs), warnings_(warnings) {}

PanelData PanelMaker::make(const FigurePanel& panel) const {
    const std::string& kind = panel.kind.id;
    if (kind == "groups")
        return groups(panel);
    if (kind == "id_ood")
        return id_ood(panel);
    if (kind == "stop_ood")
        return stop_ood(panel);
    if (kind == "stop_metric")
        return stop_metric(panel);
    if (kind == "heat")
        return heat(panel);
    return curves(panel);
}

void PanelMaker::check_series(const std::string& name) const {
    const std::vector<std::string> names = series_names(runs_);
    if (std::find(names.begin(), names.end(), name) != names.end())
        return;
    std::string listed;
    for (const std::string& one : series_names(runs_, true))
        listed += (listed.empty() ? "" : ", ") + one;
    const std::string near = nearest(name, names);
    throw near.empty()
        ? usage("no run has the series '{}'; among those they have: {}", name, listed)
        : usage("no run has the series '{}'; did you mean '{}'? Among those they "
                "have: {}",
                name, near, listed);
}

std::vector<Item> PanelMaker::series_of(const FigurePanel& panel) const {
    std::vector<Item> series = panel.series;
    if (series.empty()) {
        const std::vector<std::string> names = series_names(runs_, true);
        std::vector<std::string> wanted;
        for (const std::string& name : {usual_id_series(runs_), usual_ood_series(runs_)})
            if (!name.empty())
                wanted.push_back(name);
        if (wanted.empty() && !names.empty())
            wanted.push_back(names.front());
        for (const std::string& name : wanted) {
            Item item;
            for (const Parameter& parameter : series_section().parameters)
                item.settings.set(parameter.key, parameter.default_value());
            item.settings.set("name", name);
            series.push_back(item);
        }
    }
    for (const Item& item : series)
        check_series(item.settings.text("name"));
    return series;
}

std::vector<FigureGroup> PanelMaker::grouped(const std::string& field) const {
    std::vector<FigureGroup> groups;
    if (field.empty()) {
        groups.push_back({.label = "", .key = {}, .runs = runs_, .style = {}});
    } else {
        RunList facts;
        for (const SharedRun& run : runs_)
            facts.emplace_back(run, &run->facts); // lives with the run
        const Field key = field_of(field);
        const std::vector<Field> known = fields_of(facts);
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            std::vector<std::string> names = short_words();
            for (const Field& one : known)
                names.push_back(one.name());
            const std::string near = nearest(field, names);
            throw near.empty()
                ? usage("group_by = \"{}\": no run has that; try stop_step, seed, or a config key "
                        "such as intervention.interval",
                        field)
                : usage("group_by = \"{}\": no run has that; did you mean '{}'?", field, near);
        }
        for (RunGroup& group : thaw::grouped(runs_, key))
            groups.push_back({.label = fact_label(group.value),
                              .key = group.value,
                              .runs = std::move(group.runs),
                              .style = {}});
    }
    const bool numbers =
        groups.size() > 1 &&
        std::all_of(groups.begin(), groups.end(), [](const FigureGroup& group) {
            return std::holds_alternative<double>(group.key) || !is_known(group.key);
        });
    const std::string& ordered = settings().text("ordered_palette");
    const auto ranked = std::count_if(groups.begin(), groups.end(),
                                      [](const FigureGroup& group) { return is_known(group.key); });
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i].style = print_style(settings().text("palette"), i);
        if (!numbers || ordered == "none" || ranked < 2)
            continue;
        groups[i].style = is_known(groups[i].key)
                              ? ordered_style(i, static_cast<std::size_t>(ranked))
                              : PrintStyle{.color = neutral_color, .dash = {4, 1.6}};
    }
    return groups;
}

PrintStyle PanelMaker::ordered_style(std::size_t rank, std::size_t count) const {
    const std::string& palette = settings().text("ordered_palette");
    if (palette == "none")
        return print_style(settings().text("palette"), rank);
    constexpr double lightest = 0.88; // the brightest end is too faint on paper
    return {.color = ordered_color(palette, lightest * static_cast<double>(rank) /
                                                static_cast<double>(count - 1))};
}

PrintStyle PanelMaker::style_of(std::size_t group, std::size_t series, const Item& item,
                                const std::vector<FigureGroup>& groups) const {
    PrintStyle style =
        groups.size() > 1 ? groups[group].style : print_style(settings().text("palette"), series);
    if (groups.size() > 1 && series > 0) { // colour tells the group, dash the series
        const std::string palette = "black";
        style.dash = print_style(palette, series).dash;
    }
    if (const auto color = color_from_hex(item.settings.text("color")))
        style.color = *color;
    style.dash = dash_of(item.settings.text("dash"), style.dash);
    style.marker = marker_of(item.settings.text("marker"), style.marker);
    return style;
}

std::string PanelMaker::y_label(const std::vector<std::string>& series) const {
    std::set<std::string> quantities, labels, symbols;
    for (const std::string& name : series)
        if (const SeriesInfo* info = series_info(runs_, name)) {
            quantities.insert(info->quantity);
            labels.insert(info->label);
            symbols.insert(info->symbol);
        }
    if (labels.size() > 1 && quantities.size() == 1 && !quantities.begin()->empty())
        return quantity_text(runs_, *quantities.begin());
    if (labels.size() != 1)
        return symbols.size() == 1 ? label_of_symbol(*symbols.begin()) : std::string();
    std::string label = tr(*labels.begin());
    if (symbols.size() == 1 && !symbols.begin()->empty())
        label += " " + label_of_symbol(*symbols.begin());
    return label;
}

void PanelMaker::add_events(PanelData& data, const FigurePanel& panel, const ComparedRuns& runs,
                            Rgb color) const {
    const CurveAxis axis = axis_of(panel);
    for (const Item& item : panel.events) {
        const std::string& kind = item.settings.text("kind");
        const auto add = [&](double at, const std::string& label) {
            const auto same = [&](const FigureLine& line) {
                return line.vertical && line.at == at && line.color == color;
            };
            if (std::isfinite(at) && std::none_of(data.lines.begin(), data.lines.end(), same))
                data.lines.push_back({.vertical = true, .at = at, .label = label, .color = color});
        };
        std::string label = item.settings.text("label");
        for (const SharedRun& run : runs) {
            const RunRecord& record = run->record;
            if (kind == "stop") {
                const std::int64_t stop = stop_step(record.events);
                double wall_time = std::nan("");
                for (const Event& event : record.events)
                    if (event.step == stop)
                        wall_time = event.wall_time;
                if (stop >= 0)
                    add(x_of_step(record, stop, wall_time, axis),
                        label.empty() && runs_.size() == 1 ? tr("unfreezing ended") : label);
            } else {
                for (const Event& event : record.events)
                    if (is_kind(event, kind))
                        add(x_of_step(record, event.step, event.wall_time, axis),
                            label.empty() && runs_.size() == 1
                                ? label_of_text(event.details.is_text("block")
                                                    ? event.details.text("block")
                                                    : event_text(event))
                                : label);
            }
            label = item.settings.text("label");
        }
    }
}

void PanelMaker::add_legend(PanelData& data, const std::vector<FigureGroup>& groups,
                            const std::vector<Item>& series, bool band) const {
    const auto label_of = [&](const Item& item) {
        return item.settings.text("label").empty() ? series_label(runs_, item.settings.text("name"))
                                                   : item.settings.text("label");
    };
    if (groups.size() > 1) {
        constexpr std::size_t most = 8; // of ordered groups: every n-th stands for those between
        const std::size_t every = (groups.size() + most - 1) / most;
        for (std::size_t g = 0; g < groups.size(); ++g)
            if (g % every == 0 || g + 1 == groups.size())
                data.legend.push_back({.label = groups[g].label,
                                       .style = style_of(g, 0, series[0], groups),
                                       .band = band});
        if (series.size() < 2)
            return;
    } else if (series.size() < 2 && series[0].settings.text("label").empty() && !band) {
        return; // one curve: the axis says what it is
    }
    for (std::size_t s = 0; s < series.size(); ++s) {
        PrintStyle style = style_of(0, s, series[s], groups);
        if (groups.size() > 1)
            style.color = {};
        data.legend.push_back(
            {.label = label_of(series[s]), .style = style, .band = band && groups.size() == 1});
    }
}

PanelData PanelMaker::curves(const FigurePanel& panel) const {
    const std::vector<Item> series = series_of(panel);
    const Table& settings = panel.kind.settings;
    const CurveAxis axis = axis_of(panel);
    std::vector<FigureGroup> groups = grouped(settings.text("group_by"));
    const bool own_group_each = settings.text("group_by").empty() && runs_.size() > 1;
    if (own_group_each) {
        groups.clear();
        std::multiset<std::string> names;
        for (const SharedRun& run : runs_)
            names.insert(run->record.header.name);
        for (std::size_t i = 0; i < runs_.size(); ++i) {
            std::string label = runs_[i]->record.header.name;
            if (names.count(label) > 1)
                label = sentence("{}, seed {}", label, runs_[i]->seed());
            groups.push_back({.label = label_of_text(label),
                              .key = {},
                              .runs = {runs_[i]},
                              .style = print_style(this->settings().text("palette"), i)});
        }
    }
    PanelData data;
    std::size_t missing = 0;
    std::vector<std::string> names;
    for (std::size_t s = 0; s < series.size(); ++s) {
        const std::string& name = series[s].settings.text("name");
        names.push_back(name);
        for (std::size_t g = 0; g < groups.size(); ++g)
            for (const SharedRun& run : groups[g].runs) {
                const auto curve = curve_of(run->record, name, axis);
                if (!curve) {
                    ++missing;
                    continue;
                }
                FigureCurve drawn;
                drawn.name = name + " " + stem(run);
                drawn.style = style_of(g, s, series[s], groups);
                drawn.weight = groups[g].runs.size() > 1 ? 0.7 : 1;
                drawn.x = curve->x;
                drawn.y = curve->y;
                const SeriesLook look = find_series(run->record, name);
                // curve_of leaves out readings at an x that is there already; errors go with rows.
                if (settings.boolean("errors") && look &&
                    look.series->standard_error.size() == drawn.y.size())
                    for (std::size_t i = 0; i < drawn.y.size(); ++i) {
                        drawn.low.push_back(drawn.y[i] - look.series->standard_error[i]);
                        drawn.high.push_back(drawn.y[i] + look.series->standard_error[i]);
                    }
                data.curves.push_back(std::move(drawn));
            }
    }
    if (missing > 0)
        warnings_.push_back(sentence("{} [curve is|curves are] left out for lack of the series, or "
                                     "of the event that x counts from",
                                     missing));
    for (const FigureGroup& group : groups)
        add_events(data, panel, group.runs, groups.size() > 1 ? group.style.color : neutral_color);
    if (!settings.text("group_by").empty())
        data.legend_heading = label_of_text(heading(field_of(settings.text("group_by"))));
    add_legend(data, groups, series, false);
    if (settings.boolean("errors"))
        data.note = tr("bands: ± SE");
    data.x_label = axis_text(axis);
    data.y_label = y_label(names);
    return data;
}

PanelData PanelMaker::groups(const FigurePanel& panel) const {
    const std::vector<Item> series = series_of(panel);
    const Table& settings = panel.kind.settings;
    const CurveAxis axis = axis_of(panel);
    const std::vector<FigureGroup> groups = grouped(settings.text("group_by"));
    const Centre centre = settings.text("centre") == "median" ? Centre::median : Centre::mean;
    Band band = Band::none;
    for (const Band one : {Band::sd, Band::se, Band::ci95, Band::iqr})
        if (to_text(one) == settings.text("band"))
            band = one;
    const std::vector<Band> fitting = bands_of(centre);
    if (std::find(fitting.begin(), fitting.end(), band) == fitting.end())
        throw usage("{}: the band {} lies about a mean; with centre = \"median\" take iqr or none",
                    panel.kind.place, settings.text("band"));
    Alignment alignment = Alignment::interpolated;
    for (const Alignment one : {Alignment::common, Alignment::held})
        if (to_text(one) == settings.text("alignment"))
            alignment = one;

    PanelData data;
    std::size_t missing = 0;
    std::vector<std::string> names, notes;
    for (std::size_t s = 0; s < series.size(); ++s) {
        const std::string& name = series[s].settings.text("name");
        names.push_back(name);
        for (std::size_t g = 0; g < groups.size(); ++g) {
            std::vector<Curve> curves;
            for (const SharedRun& run : groups[g].runs)
                if (auto curve = curve_of(run->record, name, axis))
                    curves.push_back(std::move(*curve));
                else
                    ++missing;
            if (curves.empty())
                continue;
            GroupCurve group =
                group_curve(aligned_curves(std::move(curves), alignment), centre, band);
            notes.push_back(legend_text(group));
            FigureCurve drawn;
            drawn.name =
                name + (groups[g].label.empty() ? "" : " " + label_to_plain(groups[g].label));
            drawn.style = style_of(g, s, series[s], groups);
            drawn.x = std::move(group.x);
            drawn.y = std::move(group.centre);
            if (band != Band::none) {
                drawn.low = std::move(group.low);
                drawn.high = std::move(group.high);
            }
            data.curves.push_back(std::move(drawn));
        }
    }
    if (missing > 0)
        warnings_.push_back(sentence("{} [curve is|curves are] left out for lack of the series, or "
                                     "of the event that x counts from",
                                     missing));
    for (const FigureGroup& group : groups)
        add_events(data, panel, group.runs, groups.size() > 1 ? group.style.color : neutral_color);
    if (groups.size() > 1)
        data.legend_heading = label_of_text(heading(field_of(settings.text("group_by"))));
    add_legend(data, groups, series, has_band(data));
    // Said once where it is the same for all curves, else at each.
    if (!notes.empty() && std::all_of(notes.begin(), notes.end(),
                                      [&](const std::string& note) { return note == notes[0]; }))
        data.note = notes[0];
    else if (groups.size() > 1 && series.size() == 1 && data.legend.size() == notes.size())
        for (std::size_t i = 0; i < notes.size(); ++i)
            data.legend[i].label += " (" + notes[i] + ")";
    else if (!notes.empty())
        data.note = *std::max_element(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
            return a.size() < b.size();
        });
    data.x_label = axis_text(axis);
    data.y_label = y_label(names);
    return data;
}

} // namespace thaw
