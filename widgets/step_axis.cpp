#include "widgets/step_axis.h"

#include "widgets/say.h"

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {
constexpr std::size_t most_remembered = 200;
constexpr double first_steps = 20;  // in view while a run has done fewer
constexpr double room_after = 0.25; // of the planned run

// Piecewise linear through `points`, by `first` -> `second`; outside by the slope of the whole.
template <class First, class Second>
double along(const std::vector<std::pair<std::int64_t, double>>& points, double at, First first,
             Second second) {
    const auto& begin = points.front();
    const auto& end = points.back();
    const double whole = first(end) - first(begin);
    if (at <= first(begin) || at >= first(end)) {
        const auto& from = at <= first(begin) ? begin : end;
        return second(from) + (at - first(from)) * (second(end) - second(begin)) / whole;
    }
    const auto after = std::upper_bound(points.begin(), points.end(), at,
                                        [&](double x, const auto& p) { return x < first(p); });
    const auto before = std::prev(after);
    return second(*before) + (at - first(*before)) * (second(*after) - second(*before)) /
                                 (first(*after) - first(*before));
}

double step_in(const std::pair<std::int64_t, double>& point) {
    return static_cast<double>(point.first);
}
double time_in(const std::pair<std::int64_t, double>& point) {
    return point.second;
}
} // namespace

QString unit_label(StepUnit unit) {
    switch (unit) {
    case StepUnit::step:
        return say("Steps");
    case StepUnit::epoch:
        return say("Epochs");
    case StepUnit::examples:
        return say("Training examples");
    case StepUnit::wall_time:
        return say("Wall time (s)");
    case StepUnit::since_release:
        return say("Steps since the first release");
    }
    return {};
}

StepAxis::StepAxis(const Plan& plan, QObject* parent) : QObject(parent), plan_(plan) {
    times_.emplace_back(0, 0.0);
    view_ = fitted(first_steps);
}

AxisScale StepAxis::scale() const {
    return unit_ == StepUnit::since_release && scale_ == AxisScale::logarithmic
               ? AxisScale::symmetric_log
               : scale_;
}

double StepAxis::threshold() const {
    return x_at(1) - x_at(0);
}

double StepAxis::planned_end() const {
    return static_cast<double>(std::max<std::int64_t>({plan_.steps, last_step_, 1}));
}

double StepAxis::x_at(double step) const {
    switch (unit_) {
    case StepUnit::step:
        return step;
    case StepUnit::epoch:
        return step / std::max(1.0, static_cast<double>(plan_.steps_per_epoch));
    case StepUnit::examples: {
        // Between two steps evenly; the last batch of an epoch may be smaller.
        const double per_epoch = std::max(1.0, static_cast<double>(plan_.steps_per_epoch));
        const double epochs = std::floor(step / per_epoch), in_epoch = step - epochs * per_epoch;
        const double batch = static_cast<double>(plan_.batch_size);
        const double all = static_cast<double>(plan_.train_examples);
        const double done = std::floor(in_epoch);
        const double before = std::min(done * batch, all);
        const double after = done + 1 >= per_epoch ? all : std::min((done + 1) * batch, all);
        return epochs * all + before + (in_epoch - done) * (after - before);
    }
    case StepUnit::wall_time:
        return times_.size() < 2 ? step : along(times_, step, step_in, time_in);
    case StepUnit::since_release:
        return step - static_cast<double>(std::max<std::int64_t>(release_step_, 0));
    }
    return step;
}

double StepAxis::step_of(double x) const {
    switch (unit_) {
    case StepUnit::step:
        return x;
    case StepUnit::epoch:
        return x * std::max(1.0, static_cast<double>(plan_.steps_per_epoch));
    case StepUnit::examples: {
        const double per_epoch = std::max(1.0, static_cast<double>(plan_.steps_per_epoch));
        const double batch = std::max(1.0, static_cast<double>(plan_.batch_size));
        const double all = std::max(1.0, static_cast<double>(plan_.train_examples));
        const double epochs = std::floor(x / all), rest = x - epochs * all;
        const double done = std::min(std::floor(rest / batch), per_epoch - 1);
        const double width = done + 1 >= per_epoch ? all - done * batch : batch;
        return epochs * per_epoch + done + (rest - done * batch) / std::max(1.0, width);
    }
    case StepUnit::wall_time:
        return times_.size() < 2 ? x : along(times_, x, time_in, step_in);
    case StepUnit::since_release:
        return x + static_cast<double>(std::max<std::int64_t>(release_step_, 0));
    }
    return x;
}

double StepAxis::drawn(double x) const {
    return scale() == AxisScale::logarithmic ? std::max(x, x_at(0.5)) : x;
}

double StepAxis::x_of(const MetricColumns& columns, std::size_t row) const {
    switch (unit_) {
    case StepUnit::epoch:
        return drawn(columns.epoch[row]);
    case StepUnit::examples:
        return drawn(static_cast<double>(columns.examples[row]));
    case StepUnit::wall_time:
        return drawn(columns.wall_time[row]);
    case StepUnit::step:
    case StepUnit::since_release:
        break;
    }
    return drawn(x_at(static_cast<double>(columns.step[row])));
}

double StepAxis::x_of_step(std::int64_t step) const {
    return drawn(x_at(static_cast<double>(step)));
}

std::int64_t StepAxis::step_at(double x) const {
    // Half a step is where a logarithmic axis shows step 0.
    const double step = drawn(x) == x_at(0.5) && scale() == AxisScale::logarithmic ? 0 : step_of(x);
    return std::llround(std::clamp(step, 0.0, planned_end()));
}

double StepAxis::fraction_of(double x) const {
    const double from = to_axis(scale(), low(), threshold());
    const double to = to_axis(scale(), high(), threshold());
    return (to_axis(scale(), drawn(x), threshold()) - from) / (to - from);
}

double StepAxis::x_at_fraction(double fraction) const {
    const double from = to_axis(scale(), low(), threshold());
    const double to = to_axis(scale(), high(), threshold());
    return from_axis(scale(), from + fraction * (to - from), threshold());
}

StepAxis::View StepAxis::fitted(double to_step) const {
    const double end = std::max(to_step, std::min(first_steps, planned_end()));
    return {drawn(x_at(0)), x_at(end), true};
}

void StepAxis::grow() {
    view_.high = fitted(static_cast<double>(last_step_)).high;
    if (!(view_.low < view_.high))
        view_.low = drawn(x_at(0));
}

// Changes what x means while the same steps stay in view.
template <class Change>
void StepAxis::keep_steps(Change change) {
    const auto convert = [&](auto&& each) {
        each(view_);
        std::for_each(past_.begin(), past_.end(), each);
        std::for_each(future_.begin(), future_.end(), each);
    };
    convert([&](View& view) { view = {step_of(view.low), step_of(view.high), view.following}; });
    change();
    convert([&](View& view) {
        // Half a step is where a logarithmic axis begins for step 0.
        view = {drawn(x_at(view.low == 0.5 ? 0 : view.low)), x_at(view.high), view.following};
    });
    if (view_.following)
        grow();
    Q_EMIT changed();
}

void StepAxis::set_unit(StepUnit unit) {
    if (unit_ != unit)
        keep_steps([&] { unit_ = unit; });
}

void StepAxis::set_scale(AxisScale scale) {
    if (scale_ != scale)
        keep_steps([&] { scale_ = scale; });
}

void StepAxis::set_release_step(std::int64_t step) {
    if (release_step_ != step)
        keep_steps([&] { release_step_ = step; });
}

void StepAxis::remember() {
    past_.push_back(view_);
    if (past_.size() > most_remembered)
        past_.erase(past_.begin());
    future_.clear();
}

void StepAxis::show(View view) {
    if (view == view_)
        return;
    view_ = view;
    if (view_.following)
        grow();
    Q_EMIT changed();
}

void StepAxis::set_range(double low, double high, bool same_gesture) {
    if (!std::isfinite(low) || !std::isfinite(high) || !(low < high))
        return;
    const double begin = x_at(0), end = x_at(planned_end());
    const double least = drawn(begin); // there is no step before the first
    const double most = end + room_after * (end - begin);
    const double width = std::max(high - low, threshold());
    low = (low + high) / 2 - width / 2;
    if (scale() == AxisScale::linear)
        low = std::min(low, most - width);
    low = std::max(low, least);
    high = std::min(std::max(high, low + width), most);
    if (!(low < high) || View{low, high, false} == view_)
        return;
    if (!same_gesture || past_.empty())
        remember();
    show({low, high, false});
}

void StepAxis::zoom(double fraction, double factor, bool same_gesture) {
    set_range(x_at_fraction(fraction - fraction * factor),
              x_at_fraction(fraction + (1 - fraction) * factor), same_gesture);
}

void StepAxis::pan(double fractions, bool same_gesture) {
    set_range(x_at_fraction(fractions), x_at_fraction(1 + fractions), same_gesture);
}

void StepAxis::set_following(bool following) {
    if (following == view_.following)
        return;
    remember();
    show({view_.low, view_.high, following});
}

void StepAxis::fit() {
    const View all = fitted(static_cast<double>(last_step_));
    if (all == view_)
        return;
    remember();
    show(all);
}

void StepAxis::fit_plan() {
    View all = fitted(planned_end());
    all.following = false;
    if (all == view_)
        return;
    remember();
    show(all);
}

void StepAxis::centre_on(std::int64_t step) {
    pan(fraction_of(x_of_step(step)) - 0.5);
}

void StepAxis::set_cursor(std::optional<std::int64_t> step) {
    if (step)
        step = std::clamp<std::int64_t>(*step, 0, static_cast<std::int64_t>(planned_end()));
    if (step == cursor_)
        return;
    constexpr qint64 rest = 250; // milliseconds
    if (cursor_ && since_cursor_.isValid() && since_cursor_.elapsed() >= rest)
        rested_ = cursor_;
    if (cursor_)
        left_ = cursor_;
    cursor_ = step;
    since_cursor_.start();
    Q_EMIT cursor_moved();
}

std::optional<std::int64_t> StepAxis::pointed_out() const {
    return cursor_ ? cursor_ : rested_ ? rested_ : left_;
}

void StepAxis::undo() {
    if (past_.empty())
        return;
    future_.push_back(view_);
    const View view = past_.back();
    past_.pop_back();
    show(view);
}

void StepAxis::redo() {
    if (future_.empty())
        return;
    past_.push_back(view_);
    const View view = future_.back();
    future_.pop_back();
    show(view);
}

void StepAxis::look_at(const RunHistory& history) {
    times_.assign(1, {0, 0.0});
    for (const auto& metric : history.record().metrics)
        for (std::size_t row = 0; row < metric.step.size(); ++row)
            times_.emplace_back(metric.step[row], metric.wall_time[row]);
    for (const auto& event : history.events())
        times_.emplace_back(event.step, event.wall_time);
    // A step's time is that of its arrival; what follows at the same step is measuring or waiting.
    std::sort(times_.begin() + 1, times_.end());
    std::vector<std::pair<std::int64_t, double>> growing{times_.front()};
    for (const auto& point : times_)
        if (point.first > growing.back().first && point.second > growing.back().second)
            growing.push_back(point);
    times_ = std::move(growing);
    last_step_ = history.last_step();
    release_step_ = -1;
    for (const auto& event : history.events())
        if (event.kind == EventKind::released && release_step_ < 0)
            release_step_ = event.step;
    if (view_.following)
        view_ = fitted(static_cast<double>(last_step_));
    Q_EMIT changed();
}

void StepAxis::advance(std::int64_t last_step, double wall_time) {
    if (last_step > times_.back().first && wall_time > times_.back().second)
        times_.emplace_back(last_step, wall_time);
    if (last_step <= last_step_)
        return;
    last_step_ = last_step;
    if (!view_.following)
        return;
    grow();
    Q_EMIT changed();
}

} // namespace thaw
