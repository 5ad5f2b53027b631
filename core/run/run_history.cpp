#include "core/run/run_history.h"

#include "core/run/run_cost.h"

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

// Whether the columns `a` are the beginning of `b`.
bool continues(const MetricColumns& a, const MetricColumns& b) {
    return a.step.size() <= b.step.size() &&
           std::equal(a.step.begin(), a.step.end(), b.step.begin()) &&
           std::equal(a.wall_time.begin(), a.wall_time.end(), b.wall_time.begin());
}

} // namespace

RunHistory::RunHistory(RunRecord record) : record_(std::move(record)) {
    rebuild();
}

void RunHistory::rebuild() {
    const Plan& plan = record_.header.plan;
    record_.metrics.resize(plan.metrics.size());
    summaries_.clear();
    summaries_.resize(plan.metrics.size());
    last_step_ = record_.status.last_step;
    wall_time_ = train_time_ = 0;
    learning_rate_ = std::nan("");
    for (std::size_t m = 0; m < plan.metrics.size(); ++m) {
        record_.metrics[m].series.resize(plan.metrics[m].series.size());
        summaries_[m].resize(plan.metrics[m].series.size());
        summarise(m, 0);
    }
    for (const auto& event : record_.events) {
        last_step_ = std::max(last_step_, event.step);
        wall_time_ = std::max(wall_time_, event.wall_time);
    }
    ++revision_;
}

void RunHistory::summarise(std::size_t metric, std::size_t first_row) {
    const MetricColumns& columns = record_.metrics[metric];
    for (std::size_t s = 0; s < columns.series.size(); ++s) {
        const SeriesColumns& series = columns.series[s];
        Summary& summary = summaries_[metric][s];
        for (std::size_t row = first_row; row < series.value.size(); ++row) {
            const double error = series.standard_error[row];
            summary.values.append(series.value[row]);
            if (summary.lower.size() == 0 && (error == 0 || std::isnan(error)))
                continue;
            if (summary.lower.size() == 0)
                for (SummaryPyramid* edge : {&summary.lower, &summary.upper})
                    edge->reserve(series.value.capacity());
            for (std::size_t i = summary.lower.size(); i <= row; ++i) { // once the whole past
                summary.lower.append(series.value[i] - series.standard_error[i]);
                summary.upper.append(series.value[i] + series.standard_error[i]);
            }
        }
    }
    if (!columns.step.empty()) {
        last_step_ = std::max(last_step_, columns.step.back());
        wall_time_ = std::max(wall_time_, columns.wall_time.back());
        train_time_ = std::max(train_time_, columns.train_time.back());
    }
}

// For all rows that the plan foresees: columns that grow together would otherwise move together,
// and moving a million rows of twenty series takes longer than a frame. Pages that nothing is
// written to cost nothing.
void RunHistory::make_room(std::size_t metric) {
    constexpr std::int64_t most = 2'000'000; // rows
    MetricColumns& columns = record_.metrics[metric];
    if (columns.step.size() < columns.step.capacity())
        return;
    const std::int64_t planned =
        std::min(most, readings_of(plan().metrics[metric].cadence, plan().steps));
    const std::size_t rows =
        std::max({std::size_t{64}, 2 * columns.step.size(), static_cast<std::size_t>(planned)});
    const auto reserve = [rows](auto&... each) { (each.reserve(rows), ...); };
    reserve(columns.step, columns.examples, columns.epoch, columns.wall_time, columns.train_time,
            columns.seconds);
    for (SeriesColumns& series : columns.series)
        reserve(series.value, series.standard_error, series.count);
    for (Summary& summary : summaries_[metric])
        summary.values.reserve(rows);
}

void RunHistory::append(const EventBundle& bundle) {
    for (const auto& taken : bundle.readings) {
        MetricColumns& columns = record_.metrics[taken.metric];
        if (!columns.step.empty() && columns.step.back() >= bundle.step)
            continue;
        make_room(taken.metric);
        columns.step.push_back(bundle.step);
        columns.examples.push_back(bundle.examples);
        columns.epoch.push_back(bundle.epoch);
        columns.wall_time.push_back(bundle.wall_time);
        columns.train_time.push_back(bundle.train_time);
        columns.seconds.push_back(taken.seconds);
        for (std::size_t s = 0; s < taken.readings.size(); ++s) {
            columns.series[s].value.push_back(taken.readings[s].value);
            columns.series[s].standard_error.push_back(taken.readings[s].standard_error);
            columns.series[s].count.push_back(taken.readings[s].count);
        }
        summarise(taken.metric, columns.step.size() - 1);
    }
    record_.events.insert(record_.events.end(), bundle.events.begin(), bundle.events.end());
    last_step_ = std::max(last_step_, bundle.step);
    wall_time_ = std::max(wall_time_, bundle.wall_time);
    train_time_ = std::max(train_time_, bundle.train_time);
    learning_rate_ = bundle.learning_rate;
    record_.status.last_step = last_step_;
    ++revision_;
}

bool RunHistory::follow(RunRecord newer) {
    bool same = newer.metrics.size() == record_.metrics.size() &&
                newer.events.size() >= record_.events.size();
    for (std::size_t m = 0; same && m < newer.metrics.size(); ++m)
        same = continues(record_.metrics[m], newer.metrics[m]);
    std::vector<std::size_t> rows;
    std::size_t more = newer.events.size() - record_.events.size();
    if (same)
        for (std::size_t m = 0; m < newer.metrics.size(); ++m) {
            rows.push_back(record_.metrics[m].step.size());
            more += newer.metrics[m].step.size() - rows.back();
        }
    const bool other_state = newer.status.state != record_.status.state;
    record_ = std::move(newer);
    if (!same) {
        rebuild();
        return false;
    }
    for (std::size_t m = 0; m < rows.size(); ++m)
        summarise(m, rows[m]);
    last_step_ = std::max(last_step_, record_.status.last_step);
    for (const auto& event : record_.events)
        wall_time_ = std::max(wall_time_, event.wall_time);
    if (more > 0 || other_state)
        ++revision_;
    return true;
}

void RunHistory::set_status(const RunStatus& status) {
    record_.status = status;
    ++revision_;
}

SummedColumn RunHistory::values(std::size_t metric, std::size_t series) const {
    return {record_.metrics[metric].series[series].value, summaries_[metric][series].values};
}

bool RunHistory::has_errors(std::size_t metric, std::size_t series) const {
    return summaries_[metric][series].lower.size() > 0;
}

SummedColumn RunHistory::lower(std::size_t metric, std::size_t series) const {
    const SeriesColumns& columns = record_.metrics[metric].series[series];
    return {columns.value, columns.standard_error, -1, summaries_[metric][series].lower};
}

SummedColumn RunHistory::upper(std::size_t metric, std::size_t series) const {
    const SeriesColumns& columns = record_.metrics[metric].series[series];
    return {columns.value, columns.standard_error, 1, summaries_[metric][series].upper};
}

} // namespace thaw
