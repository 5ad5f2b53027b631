// The parent behind a run's curves, and the difference between the two.
#include "core/run/sentences.h"
#include "widgets/plots/plot_model.h"
#include "widgets/say.h"

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

struct ParentSeries {
    const RunHistory* history = nullptr;
    std::size_t metric = 0, series = 0;
};

std::optional<ParentSeries> in_parent(const ShownRun* parent, const std::string& name) {
    if (parent == nullptr)
        return {};
    const auto [metric, series] = parent->plan().find_series(name);
    if (metric < 0)
        return {};
    return ParentSeries{&parent->history(), static_cast<std::size_t>(metric),
                        static_cast<std::size_t>(series)};
}

} // namespace

void PlotModel::add_ghost(PlotFrame& frame, const QPalette& palette) const {
    const ShownRun* parent = ghost_ == nullptr || subtracted() != nullptr ? nullptr : ghost_->run();
    for (const auto& series : spec.series) {
        const auto at = series.visible ? in_parent(parent, series.name) : std::nullopt;
        if (!at)
            continue;
        const ColumnRows rows = column_rows(at->history->columns(at->metric), *axis_, frame.map);
        const CurveStyle look = style(series, palette);
        DrawnCurve curve{
            .shape = curve_shape(at->history->values(at->metric, at->series), rows, frame.map),
            .color = ghost_color(look.color, palette),
            .width = look.width + 1.6};
        curve.shape.nan.clear(); // told by the parent's own page
        curve.shape.above.clear();
        curve.shape.below.clear();
        frame.curves.push_back(std::move(curve));
    }
}

void PlotModel::add_ghost_extent(Extent& all, const PlotMap& map) const {
    const ShownRun* parent = ghost_ == nullptr || subtracted() != nullptr ? nullptr : ghost_->run();
    for (const auto& series : spec.series) {
        const auto at = series.visible ? in_parent(parent, series.name) : std::nullopt;
        if (!at)
            continue;
        const auto shown = column_rows(at->history->columns(at->metric), *axis_, map).first;
        if (!shown.empty())
            all.add(
                at->history->values(at->metric, at->series).extent(shown.front(), shown.back()));
    }
}

const ShownRun* PlotModel::subtracted() const {
    return ghost_ == nullptr ? nullptr : ghost_->subtracted();
}

SummedColumn PlotModel::shown_values(const PlottedSeries& series, const Place& at) {
    const auto other = in_parent(subtracted(), series.name);
    if (subtracted() == nullptr)
        return run_->history().values(at.metric, at.series);
    static const MetricColumns nothing{};
    static const std::vector<double> no_values;
    auto& curve = differences_[series.name];
    curve.update(run_->history().columns(at.metric).step,
                 run_->history().columns(at.metric).series[at.series].value,
                 other ? other->history->columns(other->metric).step : nothing.step,
                 other ? other->history->columns(other->metric).series[other->series].value
                       : no_values);
    return curve.values();
}

QString PlotModel::difference_text(const PlottedSeries& series, std::size_t row) const {
    const auto found = differences_.find(series.name);
    if (found == differences_.end() || row >= found->second.values().size())
        return {};
    const double value = found->second.values()[row];
    if (std::isnan(value))
        return say("not paired");
    return (value > 0 ? QStringLiteral("+") : QString()) + shown_number(value);
}

} // namespace thaw
