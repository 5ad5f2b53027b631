// Panels whose points are whole runs, and the heat strip of one run.
#include "core/compare/id_loss_window.h"
#include "core/compare/outcome_geometry.h"
#include "core/compare/run_outcome.h"
#include "core/compare/sample_summary.h"
#include "core/figures/label.h"
#include "core/figures/panel_data.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace thaw {

namespace {

std::vector<double> values_of(const std::vector<RunOutcome>& outcomes, double RunOutcome::*member) {
    std::vector<double> values;
    for (const RunOutcome& outcome : outcomes)
        values.push_back(outcome.*member);
    return values;
}

FigureCurve points(const std::string& name, const PrintStyle& style) {
    FigureCurve curve;
    curve.name = name;
    curve.style = style;
    curve.line = false;
    curve.marked = true;
    if (curve.style.marker == MarkerShape::none)
        curve.style.marker = MarkerShape::circle;
    return curve;
}

std::vector<OutcomePoint> points_of(const std::vector<RunOutcome>& outcomes) {
    std::vector<OutcomePoint> all;
    for (const RunOutcome& outcome : outcomes)
        all.push_back({outcome.id, outcome.ood});
    return all;
}

FigureCurve outline(const SeedEllipse& ellipse, const std::string& name, Rgb color) {
    FigureCurve curve;
    curve.name = name;
    curve.style.color = color;
    curve.weight = 0.6;
    constexpr std::size_t corners = 72;
    std::vector<OutcomePoint> all = ellipse.outline(corners);
    all.push_back(all.front());
    for (const OutcomePoint& point : all) {
        curve.x.push_back(point.id);
        curve.y.push_back(point.ood);
    }
    return curve;
}

// A cell lasts until the next reading, the last one as long as the one before it, but not beyond
// the run's end; one that is read there gets a sliver, to be seen.
double last_edge(const std::vector<double>& x, double end_of_run) {
    const std::size_t n = x.size();
    const double last = x[n - 1], rest = std::isfinite(end_of_run) ? end_of_run - last : 0;
    if (n < 2)
        return last + std::max(rest, 1.0);
    constexpr double sliver = 0.03; // of the axis
    return last + std::min(last - x[n - 2], std::max(rest, sliver * (last - x[0])));
}

struct OutcomeGroup {
    const FigureGroup* group;
    std::vector<RunOutcome> outcomes;
};

} // namespace

OutcomeChoice choice_of(const FigurePanel& panel, const ComparedRuns& runs) {
    const Table& settings = panel.kind.settings;
    OutcomeChoice choice{settings.has("id_series") ? settings.text("id_series") : std::string(),
                         settings.text("ood_series"),
                         {}};
    if (choice.id.empty())
        choice.id = usual_id_series(runs);
    if (choice.ood.empty())
        choice.ood = usual_ood_series(runs);
    if (choice.id.empty() || choice.ood.empty())
        throw usage("{}: no run has a score on an ID and an OOD split, such as accuracies; name "
                    "id_series and ood_series",
                    panel.kind.place);
    const auto judgement = judgement_from_text(settings.text("outcome"));
    if (!judgement)
        throw usage(
            "{}: outcome = \"{}\" is not known; write last, best, or mean:5 for the mean of "
            "the last 5 readings",
            panel.kind.place, settings.text("outcome"));
    choice.judgement = *judgement;
    return choice;
}

std::pair<double, double> band_ends(const std::string& band, std::vector<double> values) {
    const SampleSummary summary = summarise(values);
    if (band == "iqr") {
        std::sort(values.begin(), values.end());
        return {quantile(values, 0.25), quantile(values, 0.75)};
    }
    const double half = band == "sd"     ? summary.sd
                        : band == "se"   ? summary.standard_error
                        : band == "ci95" ? summary.half_interval
                                         : 0;
    return {summary.mean - half, summary.mean + half};
}

std::string band_label(const std::string& band, std::size_t least, std::size_t most) {
    const std::string text = band == "none" || band == "iqr"
                                 ? tr("mean")
                                 : sentence("mean ± {}", band == "sd"   ? "SD"
                                                         : band == "se" ? "SE"
                                                                        : tr("95 % CI"));
    const std::string count =
        least == most ? std::to_string(most) : fmt::format("{}–{}", least, most);
    return fmt::format("{}, $n$ = {}", text, count);
}

namespace {

std::vector<RunOutcome> finite_outcomes(const ComparedRuns& runs, const OutcomeChoice& choice,
                                        std::size_t& missing) {
    std::vector<RunOutcome> all;
    for (const SharedRun& run : runs) {
        const RunOutcome one = outcome(*run, choice.id, choice.ood, choice.judgement);
        if (std::isfinite(one.id) && std::isfinite(one.ood))
            all.push_back(one);
        else
            ++missing;
    }
    return all;
}

} // namespace

PanelData PanelMaker::id_ood(const FigurePanel& panel) const {
    const Table& settings = panel.kind.settings;
    const OutcomeChoice choice = choice_of(panel, runs_);
    check_series(choice.id);
    check_series(choice.ood);
    const std::vector<FigureGroup> groups = grouped(settings.text("group_by"));
    std::size_t missing = 0;
    std::vector<OutcomeGroup> all;
    for (const FigureGroup& group : groups)
        if (OutcomeGroup one{&group, finite_outcomes(group.runs, choice, missing)};
            !one.outcomes.empty())
            all.push_back(std::move(one));
    if (missing > 0)
        warnings_.push_back(
            sentence("{} [run is|runs are] left out for lack of a finite reading of {} and {}",
                     missing, choice.id, choice.ood));
    PanelData data;
    const auto title = [](const OutcomeGroup& one) {
        return one.group->label.empty() ? std::string("runs") : label_to_plain(one.group->label);
    };
    std::vector<OutcomePoint> means;
    bool several = false;
    for (const OutcomeGroup& one : all) {
        const std::string label = title(one);
        if (settings.boolean("ellipses"))
            if (const auto ellipse = seed_ellipse(points_of(one.outcomes)))
                data.curves.push_back(
                    outline(*ellipse, "ellipse " + label, one.group->style.color));
        means.push_back({summarise(values_of(one.outcomes, &RunOutcome::id)).mean,
                         summarise(values_of(one.outcomes, &RunOutcome::ood)).mean});
        several = several || one.outcomes.size() > 1;
    }
    if (settings.boolean("pareto") && means.size() > 1) {
        FigureCurve front;
        front.name = "pareto front";
        front.style = {.color = neutral_color, .dash = {4, 1.6}};
        front.weight = 0.8;
        for (const std::size_t i :
             pareto_front(means, better_of(runs_, choice.id), better_of(runs_, choice.ood))) {
            front.x.push_back(means[i].id);
            front.y.push_back(means[i].ood);
        }
        if (front.x.size() > 1)
            data.curves.push_back(front);
    }
    for (const OutcomeGroup& one : all) {
        FigureCurve runs = points(title(one), one.group->style);
        runs.weight = several ? 0.6 : 1;
        runs.x = values_of(one.outcomes, &RunOutcome::id);
        runs.y = values_of(one.outcomes, &RunOutcome::ood);
        data.curves.push_back(std::move(runs));
    }
    for (std::size_t i = 0; several && i < all.size(); ++i) {
        FigureCurve mean = points("mean " + title(all[i]), all[i].group->style);
        mean.weight = 1.4;
        mean.x = {means[i].id};
        mean.y = {means[i].ood};
        data.curves.push_back(std::move(mean));
    }
    if (groups.size() > 1) {
        data.legend_heading = label_of_text(heading(field_of(settings.text("group_by"))));
        for (const OutcomeGroup& one : all)
            data.legend.push_back({.label = one.group->label,
                                   .style = points("", one.group->style).style,
                                   .line = false,
                                   .marked = true});
    }
    if (std::any_of(data.curves.begin(), data.curves.end(),
                    [](const FigureCurve& curve) { return curve.name == "pareto front"; }))
        data.legend.push_back(
            {.label = tr("Pareto front"), .style = {.color = neutral_color, .dash = {4, 1.6}}});
    if (several)
        data.note =
            settings.boolean("ellipses") ? tr("large: means; ellipses: 1 SD") : tr("large: means");
    data.x_label = outcome_label(choice.id);
    data.y_label = outcome_label(choice.ood);
    return data;
}

PanelData PanelMaker::stop_ood(const FigurePanel& panel) const {
    const Table& settings = panel.kind.settings;
    const OutcomeChoice choice = choice_of(panel, runs_);
    check_series(choice.id);
    check_series(choice.ood);
    std::size_t missing = 0;
    const std::vector<RunOutcome> all = finite_outcomes(runs_, choice, missing);
    std::map<std::int64_t, std::vector<RunOutcome>> by_stop_step;
    for (const RunOutcome& one : all)
        if (one.stop >= 0)
            by_stop_step[one.stop].push_back(one);
        else
            ++missing;
    if (by_stop_step.empty())
        throw usage("no run has a step at which unfreezing ended, and results to go with it");
    if (missing > 0)
        warnings_.push_back(sentence(
            "{} [run is|runs are] left out, where unfreezing did not end or there are no results",
            missing));

    PanelData data;
    const Rgb color = print_style(this->settings().text("palette"), 0).color;
    FigureCurve runs = points("runs", {.color = color, .marker = MarkerShape::circle});
    runs.weight = 0.5;
    FigureCurve mean = points("mean", {.color = color, .marker = MarkerShape::circle});
    mean.line = true;
    mean.bars = true;
    std::size_t least = runs_.size(), most = 0;
    for (const auto& [stop, outcomes] : by_stop_step) {
        const SampleSummary summary = summarise(values_of(outcomes, &RunOutcome::ood));
        least = std::min(least, outcomes.size());
        most = std::max(most, outcomes.size());
        const auto at = static_cast<double>(stop);
        for (const RunOutcome& outcome : outcomes) {
            runs.x.push_back(at);
            runs.y.push_back(outcome.ood);
        }
        const auto [low, high] =
            band_ends(settings.text("band"), values_of(outcomes, &RunOutcome::ood));
        mean.x.push_back(at);
        mean.y.push_back(summary.mean);
        mean.low.push_back(low);
        mean.high.push_back(high);
    }
    const bool repeated = most > 1;
    const std::string& band = settings.text("band");
    if (!repeated || band == "none") {
        mean.low.clear();
        mean.high.clear();
        mean.bars = false;
    }
    if (repeated)
        data.curves.push_back(runs);
    data.curves.push_back(mean);

    const double allowed = settings.real("id_loss");
    if (allowed > 0 && better_of(runs_, choice.id) == Better::greater)
        for (const auto& [from, to] : id_loss_window(all, allowed).spans)
            data.shades.push_back({static_cast<double>(from), static_cast<double>(to)});
    if (repeated) {
        data.legend.push_back({.label = band_label(band, least, most),
                               .style = mean.style,
                               .bars = mean.bars,
                               .marked = true});
        if (band == "iqr")
            data.note = tr("bars: interquartile range");
    }
    if (!data.shades.empty())
        data.legend.push_back({.label = sentence("ID loss below {:g} points", 100 * allowed),
                               .style = {},
                               .line = false,
                               .shade = true});
    data.x_label = heading(Field("stop_step"));
    data.y_label = outcome_label(choice.ood);
    return data;
}

PanelData PanelMaker::heat(const FigurePanel& panel) const {
    const Table& settings = panel.kind.settings;
    const std::string& metric = settings.text("metric");
    const ComparedRun& run = *runs_.front();
    if (runs_.size() > 1)
        warnings_.push_back(sentence("the heat strip shows one run of {}: {}", runs_.size(),
                                     run.file.filename().string()));
    const Plan& plan = run.record.header.plan;
    const CurveAxis axis = axis_of(panel);
    PanelData data;
    FigureCells cells;
    cells.palette = this->settings().text("ordered_palette");
    // Told by the events; under gradual unfreezing the head alone is trainable from the start.
    const bool gradual = run.config.has("intervention.id") &&
                         run.config.text("intervention.id") == "gradual_unfreezing";
    // What starts in mid-training freezes them then; with the first release of single parameters no
    // block is wholly frozen.
    const bool later =
        run.config.has("intervention.start") && run.config.integer("intervention.start") > 0;
    std::map<std::string, double> frozen, released;
    for (const Event& event : run.record.events) {
        if (!event.details.is_text("block"))
            continue;
        const auto at = static_cast<double>(event.step);
        if (event.kind == EventKind::frozen)
            frozen.emplace(event.details.text("block"), at);
        if (event.kind != EventKind::released)
            continue;
        if (event.details.has("parameters"))
            for (const BlockInfo& block : plan.blocks)
                released.emplace(block.name, at);
        released.emplace(event.details.text("block"), at);
    }
    const auto last_step = static_cast<double>(run.record.status.last_step);
    for (std::size_t b = plan.blocks.size(); b-- > 0;) { // the head on top
        const std::string name = metric + "." + plan.blocks[b].name;
        const auto curve = curve_of(run.record, name, axis);
        if (!curve || curve->x.empty())
            continue;
        if (cells.edges.empty()) {
            cells.edges = curve->x;
            cells.edges.push_back(
                last_edge(curve->x, x_of_step(run.record, run.record.status.last_step,
                                              curve->x.back(), axis)));
        }
        cells.rows.push_back(plan.blocks[b].name);
        cells.values.push_back(curve->y);
        cells.values.back().resize(cells.edges.size() - 1, std::nan(""));
        const auto found = released.find(plan.blocks[b].name);
        const auto since = frozen.find(plan.blocks[b].name);
        const bool marked = settings.boolean("frozen") && axis.x == CurveX::step && gradual &&
                            b + 1 < plan.blocks.size() && (!later || since != frozen.end());
        cells.frozen_from.push_back(marked && later ? since->second : 0);
        cells.frozen_until.push_back(!marked                   ? 0
                                     : found == released.end() ? last_step
                                                               : found->second);
    }
    if (cells.rows.empty())
        throw usage("{}: {} has no series {}.BLOCK; measure the metric {} with its blocks",
                    panel.kind.place, run.file.filename().string(), metric, metric);
    bool any = false;
    for (const auto& row : cells.values)
        for (const double value : row)
            if (std::isfinite(value) && value > 0) {
                cells.low = any ? std::min(cells.low, value) : value;
                cells.high = any ? std::max(cells.high, value) : value;
                any = true;
            }
    if (!any)
        cells.low = 1; // no colour is asked for; the bar needs a scale
    if (!(cells.low < cells.high))
        cells.high = 2 * cells.low;
    cells.label = y_label({metric + "." + plan.blocks.back().name});
    data.cells = std::move(cells);
    add_events(data, panel, {runs_.front()}, {});
    data.x_label = axis_text(axis);
    return data;
}

std::string PanelMaker::outcome_label(const std::string& series) const {
    const SeriesInfo* info = series_info(runs_, series);
    if (info != nullptr && info->quantity == "accuracy" && info->role == SplitRole::id)
        return tr("ID accuracy");
    if (info != nullptr && info->quantity == "accuracy" && info->part == "ood_mean")
        return tr("OOD accuracy");
    // Of one split: which one.
    if (info != nullptr && info->role && info->part != "ood_mean" && info->part != "ood_worst")
        return label_of_text(series_text(runs_, series));
    return y_label({series});
}

} // namespace thaw
