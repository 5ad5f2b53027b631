#include "widgets/plots/plot_model.h"

#include "core/run/sentences.h"
#include "widgets/appearance.h"
#include "widgets/say.h"

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

QColor towards(const QColor& color, const QColor& ground, float part) {
    return QColor::fromRgbF(color.redF() + (ground.redF() - color.redF()) * part,
                            color.greenF() + (ground.greenF() - color.greenF()) * part,
                            color.blueF() + (ground.blueF() - color.blueF()) * part);
}

bool is_tall(EventKind kind) {
    switch (kind) {
    case EventKind::released:
    case EventKind::frozen:
    case EventKind::held:
    case EventKind::released_all:
    case EventKind::learning_rate_set:
    case EventKind::diverged:
        return true;
    default:
        return false;
    }
}

bool is_marked(EventKind kind) {
    return kind != EventKind::started && kind != EventKind::refused && kind != EventKind::ended;
}

} // namespace

PlotModel::PlotModel(const ShownRun* run, const StepAxis* axis, PlotSpec shown_spec)
    : spec(std::move(shown_spec)), run_(run), axis_(axis) {}

void PlotModel::set_smoothing(std::int64_t window) {
    smoothing_ = std::max<std::int64_t>(0, window);
    smoothed_.clear();
}

void PlotModel::set_y(double low, double high) {
    if (!std::isfinite(low) || !std::isfinite(high) || !(low < high))
        return;
    y_auto_ = false;
    y_low_ = low;
    y_high_ = high;
}

void PlotModel::forget() {
    smoothed_.clear();
    stabilisation_.clear();
    differences_.clear();
}

std::optional<PlotModel::Place> PlotModel::place(const std::string& series) const {
    const auto [metric, index] = run_->plan().find_series(series);
    if (metric < 0)
        return {};
    return Place{static_cast<std::size_t>(metric), static_cast<std::size_t>(index)};
}

CurveStyle PlotModel::style(const PlottedSeries& series, const QPalette& palette) const {
    CurveStyle style = curve_style(series.style, palette);
    if (series.color.isValid())
        style.color = series.color;
    const bool crowded = spec.series.size() > 8;
    style.width = series.bold ? 2.0 : crowded ? 1.0 : 1.35;
    if (crowded && !series.bold && !series.marked && !series.color.isValid()) {
        // Many splits stand back behind what sums them up.
        const QColor base = palette.color(QPalette::Base);
        const auto mixed = [](int a, int b) { return (a * 11 + b * 9) / 20; };
        style.color =
            QColor(mixed(style.color.red(), base.red()), mixed(style.color.green(), base.green()),
                   mixed(style.color.blue(), base.blue()));
    }
    return style;
}

const PlottedSeries* PlotModel::watched() const {
    if (current < spec.series.size() && spec.series[current].visible)
        return &spec.series[current];
    for (const auto& series : spec.series)
        if (series.visible)
            return &series;
    return nullptr;
}

SummedColumn PlotModel::smoothed(const std::string& name, const Place& at) {
    auto& curve = smoothed_.try_emplace(name, smoothing_).first->second;
    curve.update(run_->history().columns(at.metric), at.series);
    return curve.values();
}

void PlotModel::fit_y(const std::map<std::size_t, ColumnRows>& rows, const PlotMap& map) {
    Extent all;
    for (const auto& series : spec.series) {
        const auto at = place(series.name);
        if (!series.visible || !at)
            continue;
        const auto& shown = rows.at(at->metric).first;
        if (!shown.empty())
            all.add(shown_values(series, *at).extent(shown.front(), shown.back()));
    }
    add_ghost_extent(all, map);
    const auto range = fitted_range(y_scale(), all);
    if (!range)
        return; // nothing to fit to: what was there stays
    y_low_ = range->low;
    y_high_ = range->high;
    y_threshold_ = range->threshold;
}

PlotFrame PlotModel::frame(const QRectF& area, double label_height, const QPalette& palette) {
    PlotMap map;
    map.area = area;
    map.x = {axis_->scale(), axis_->low(), axis_->high(),
             area.left(),    area.right(), axis_->threshold()};
    std::map<std::size_t, ColumnRows> rows; // by metric: its series share their steps
    for (const auto& series : spec.series)
        if (const auto at = place(series.name); at && !rows.contains(at->metric))
            rows[at->metric] = column_rows(run_->history().columns(at->metric), *axis_, map);
    if (y_auto_)
        fit_y(rows, map);
    map.y = {y_scale(), y_low_, y_high_, area.bottom(), area.top(), y_threshold_};
    PlotFrame frame = empty_frame(map, label_height);
    frame.x_label = unit_label(axis_->unit());
    counts_ = {};
    if (subtracted() == nullptr)
        add_stabilisation(frame, rows);
    add_ghost(frame, palette);
    add_curves(frame, rows, palette);
    add_marks(frame, palette);
    add_rules(frame);
    if (run_->mode() != RunMode::saved && run_->history().last_step() < run_->plan().steps)
        frame.present =
            std::max(area.left(), frame.map.x.pixel(axis_->x_of_step(run_->history().last_step())));
    return frame;
}

void PlotModel::add_curves(PlotFrame& frame, std::map<std::size_t, ColumnRows>& rows,
                           const QPalette& palette) {
    const QColor ground = palette.color(QPalette::Base);
    const auto add = [&](const PlottedSeries& series) {
        const auto at = place(series.name);
        if (!series.visible || !at)
            return;
        const RunHistory& history = run_->history();
        const ColumnRows& shown = rows[at->metric];
        const CurveStyle look = style(series, palette);
        if (bands && subtracted() == nullptr && history.has_errors(at->metric, at->series)) {
            QColor fill = look.color;
            fill.setAlphaF(series.bold ? 0.20F : 0.12F);
            frame.bands.push_back(
                {band_shape(history.lower(at->metric, at->series),
                            history.upper(at->metric, at->series), shown, frame.map),
                 fill});
        }
        DrawnCurve curve{.shape = curve_shape(shown_values(series, *at), shown, frame.map),
                         .color = look.color,
                         .width = look.width,
                         .dash = look.dash,
                         .marker = look.marker,
                         .marked = series.marked};
        counts_.rows += shown.rows();
        for (const auto& stroke : curve.shape.strokes)
            counts_.drawn +=
                std::min(shown.rows(), static_cast<std::size_t>(curve.shape.exact ? shown.rows()
                                                                                  : stroke.size()));
        counts_.off_scale = counts_.off_scale || curve.shape.off_scale;
        if (subtracted() != nullptr)
            curve.shape.nan.clear(); // nothing to compare with
        if (smoothing_ == 0 || subtracted() != nullptr) {
            frame.curves.push_back(std::move(curve));
            return;
        }
        DrawnCurve mean = curve;
        mean.shape = curve_shape(smoothed(series.name, *at), shown, frame.map);
        mean.shape.nan.clear(); // told once, by the readings themselves
        mean.shape.above.clear();
        mean.shape.below.clear();
        curve.color = towards(curve.color, ground, 0.65F);
        curve.width = 1;
        curve.marked = false;
        curve.marker = 0;
        frame.curves.push_back(std::move(curve));
        frame.curves.push_back(std::move(mean));
    };
    // The bold ones last: they lie on top.
    for (const bool bold : {false, true})
        for (const auto& series : spec.series)
            if (series.bold == bold)
                add(series);
    if (counts_.drawn > counts_.rows)
        counts_.drawn = counts_.rows;
}

void PlotModel::add_stabilisation(PlotFrame& frame, std::map<std::size_t, ColumnRows>& rows) {
    for (const Rule& rule : run_->rules()) {
        const Table& settings = rule.trigger.settings;
        if (rule.trigger.id != "stabilisation" || !settings.boolean("enabled"))
            continue;
        const std::string name = settings.text("metric");
        const auto shown = std::find_if(spec.series.begin(), spec.series.end(),
                                        [&](const PlottedSeries& s) { return s.name == name; });
        const auto at = place(name);
        if (shown == spec.series.end() || !shown->visible || !at)
            continue;
        const std::string key = settings.text("name");
        auto found = stabilisation_.find(key);
        if (found != stabilisation_.end() && (!(found->second.settings() == settings) ||
                                              found->second.fired_step() != rule.fired_step)) {
            stabilisation_.erase(found);
            found = stabilisation_.end();
        }
        if (found == stabilisation_.end())
            found = stabilisation_
                        .emplace(key, StabilisationBand(settings, rule.set_step, rule.fired_step))
                        .first;
        found->second.update(run_->history().columns(at->metric), at->series);
        frame.bands.push_back(
            {band_shape(found->second.lower(), found->second.upper(), rows[at->metric], frame.map),
             QColor(214, 110, 40, 56)});
    }
}

void PlotModel::add_marks(PlotFrame& frame, const QPalette& palette) const {
    for (const Event& event : run_->history().events()) {
        if (!is_marked(event.kind))
            continue;
        const double x = frame.map.x.pixel(axis_->x_of_step(event.step));
        if (x >= frame.map.area.left() && x <= frame.map.area.right())
            frame.marks.push_back(
                {x, event_color(static_cast<int>(event.kind), palette), is_tall(event.kind)});
    }
}

void PlotModel::add_rules(PlotFrame& frame) {
    std::vector<std::string> names;
    for (const auto& series : spec.series)
        if (series.visible && subtracted() == nullptr)
            names.push_back(series.name);
    lines_ = rule_lines(run_->rules(), run_->history(), names);
    if (selected >= static_cast<int>(lines_.size()))
        selected = -1;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const RuleLine& line = lines_[i];
        const bool level = line.orientation == Qt::Horizontal;
        DrawnRule drawn{.orientation = line.orientation,
                        .at = level ? frame.map.y.pixel(line.value)
                                    : frame.map.x.pixel(
                                          axis_->x_of_step(static_cast<std::int64_t>(line.value))),
                        .state = line.fired_step >= 0 ? DrawnRule::State::fired
                                 : line.enabled       ? DrawnRule::State::armed
                                                      : DrawnRule::State::disabled,
                        .selected = static_cast<int>(i) == selected,
                        .movable = run_->steerable() && line.fired_step < 0,
                        .text = QString::fromStdString(rule_text(line.rule))};
        if (line.fired_step >= 0)
            drawn.fired_at = frame.map.x.pixel(axis_->x_of_step(line.fired_step));
        frame.rules.push_back(std::move(drawn));
    }
}

} // namespace thaw
