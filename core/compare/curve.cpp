#include "core/compare/curve.h"

#include "core/compare/compared_run.h"
#include "core/run/error.h"

#include <algorithm>
#include <array>

namespace thaw {

namespace {

constexpr std::array<std::pair<CurveX, const char*>, 8> names{{
    {CurveX::step, "step"},
    {CurveX::epoch, "epoch"},
    {CurveX::examples, "examples"},
    {CurveX::wall_time, "wall_time"},
    {CurveX::train_time, "train_time"},
    {CurveX::since_release, "since_release"},
    {CurveX::since_release_all, "since_release_all"},
    {CurveX::since_trigger, "since_trigger"},
}};

bool says(const Event& event, const char* key, const std::string& name) {
    return name.empty() || (event.details.is_text(key) && event.details.text(key) == name);
}

std::vector<double> x_column(const MetricColumns& columns, const CurveAxis& axis, double anchor) {
    switch (axis.x) {
    case CurveX::epoch:
        return columns.epoch;
    case CurveX::examples:
        return {columns.examples.begin(), columns.examples.end()};
    case CurveX::wall_time:
        return columns.wall_time;
    case CurveX::train_time:
        return columns.train_time;
    default:
        break;
    }
    std::vector<double> x(columns.step.begin(), columns.step.end());
    if (anchor != 0)
        for (double& each : x)
            each -= anchor;
    return x;
}

// Keeps, of neighbours with the same x, the last.
void drop_repeated(Curve& curve) {
    const auto repeats = [](double a, double b) { return !(a < b); };
    if (std::adjacent_find(curve.x.begin(), curve.x.end(), repeats) == curve.x.end())
        return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        while (kept > 0 && !(curve.x[kept - 1] < curve.x[i]))
            --kept;
        curve.x[kept] = curve.x[i];
        curve.y[kept++] = curve.y[i];
    }
    curve.x.resize(kept);
    curve.y.resize(kept);
}

} // namespace

std::string axis_text(const CurveAxis& axis) {
    switch (axis.x) {
    case CurveX::step:
        return tr("Steps");
    case CurveX::epoch:
        return tr("Epochs");
    case CurveX::examples:
        return tr("Training examples");
    case CurveX::wall_time:
        return tr("Wall time (s)");
    case CurveX::train_time:
        return tr("Training time (s)");
    case CurveX::since_release:
        return axis.name.empty() ? tr("Steps since the first release")
                                 : sentence("Steps since {} was released", axis.name);
    case CurveX::since_release_all:
        return tr("Steps since unfreezing ended");
    case CurveX::since_trigger:
        return axis.name.empty() ? tr("Steps since the first rule fired")
                                 : sentence("Steps since {} fired", axis.name);
    }
    return {};
}

bool counts_from_event(CurveX x) {
    return x == CurveX::since_release || x == CurveX::since_release_all ||
           x == CurveX::since_trigger;
}

std::string to_text(CurveX x) {
    for (const auto& [value, name] : names)
        if (value == x)
            return name;
    return {};
}

std::optional<CurveX> curve_x_from_text(std::string_view text) {
    for (const auto& [value, name] : names)
        if (name == text)
            return value;
    return {};
}

std::optional<std::int64_t> anchor_step(const std::vector<Event>& events, const CurveAxis& axis) {
    if (axis.x == CurveX::since_release_all) {
        const std::int64_t step = stop_step(events);
        return step < 0 ? std::nullopt : std::optional(step);
    }
    const bool release = axis.x == CurveX::since_release;
    const EventKind kind = release ? EventKind::released : EventKind::trigger_fired;
    for (const auto& event : events)
        if (event.kind == kind && says(event, release ? "block" : "trigger", axis.name))
            return event.step;
    return {};
}

std::optional<double> x_of_step(const RunRecord& record, std::int64_t step, const CurveAxis& axis) {
    if (counts_from_event(axis.x)) {
        const auto anchor = anchor_step(record.events, axis);
        return anchor ? std::optional(static_cast<double>(step - *anchor)) : std::nullopt;
    }
    switch (axis.x) {
    case CurveX::epoch:
        return record.header.plan.epoch(step);
    case CurveX::examples:
        return static_cast<double>(record.header.plan.examples_seen(step));
    case CurveX::wall_time:
    case CurveX::train_time:
        break;
    default:
        return static_cast<double>(step);
    }
    std::optional<double> first;
    for (const MetricColumns& metric : record.metrics) {
        const auto row = std::lower_bound(metric.step.begin(), metric.step.end(), step);
        if (row == metric.step.end())
            continue;
        const auto& times = axis.x == CurveX::wall_time ? metric.wall_time : metric.train_time;
        const double time = times[static_cast<std::size_t>(row - metric.step.begin())];
        first = std::min(first.value_or(time), time);
    }
    return first;
}

std::optional<Curve> curve_of(const RunRecord& record, std::string_view series,
                              const CurveAxis& axis) {
    const SeriesLook look = find_series(record, series);
    if (!look)
        return {};
    double anchor = 0;
    if (counts_from_event(axis.x)) {
        const auto step = anchor_step(record.events, axis);
        if (!step)
            return {};
        anchor = static_cast<double>(*step);
    }
    Curve curve{x_column(*look.metric, axis, anchor), look.series->value};
    drop_repeated(curve);
    return curve;
}

} // namespace thaw
