#include "core/run/run_record.h"

#include "core/run/recorder.h"

#include <algorithm>
#include <limits>

namespace thaw {

std::string to_text(RunState state) {
    switch (state) {
    case RunState::running:
        return "running";
    case RunState::finished:
        return "finished";
    case RunState::stopped:
        return "stopped";
    case RunState::paused:
        return "paused";
    case RunState::failed:
        return "failed";
    case RunState::interrupted:
        return "interrupted";
    }
    return {};
}

std::string to_text(EndState state) {
    switch (state) {
    case EndState::finished:
        return "finished";
    case EndState::stopped:
        return "stopped";
    case EndState::paused:
        return "paused";
    case EndState::failed:
        return "failed";
    }
    return {};
}

namespace {

template <class T>
void cut(std::vector<T>& column, std::size_t rows) {
    column.resize(rows);
}

void cut(MetricColumns& metric, std::size_t rows) {
    cut(metric.step, rows);
    cut(metric.examples, rows);
    cut(metric.epoch, rows);
    cut(metric.wall_time, rows);
    cut(metric.train_time, rows);
    cut(metric.seconds, rows);
    for (auto& series : metric.series) {
        cut(series.value, rows);
        cut(series.standard_error, rows);
        cut(series.count, rows);
    }
}

} // namespace

RunRecord RunRecord::before(std::int64_t step) const {
    RunRecord kept = *this;
    for (auto& metric : kept.metrics) {
        const auto end = std::lower_bound(metric.step.begin(), metric.step.end(), step);
        cut(metric, static_cast<std::size_t>(end - metric.step.begin()));
    }
    std::erase_if(kept.events, [step](const Event& event) {
        return event.step >= step && event.kind != EventKind::started &&
               event.kind != EventKind::resumed && event.kind != EventKind::forked &&
               event.kind != EventKind::ended;
    });
    std::erase_if(kept.checkpoints, [step](const CheckpointInfo& c) { return c.step > step; });
    kept.status = {};
    return kept;
}

RunRecord RunRecord::under(const RunHeader& other) const {
    RunRecord record;
    record.header = other;
    record.events = events;
    const auto same_name = [](const auto& name) {
        return [&name](const auto& x) { return x.name == name; };
    };
    for (const auto& metric : other.plan.metrics) {
        record.metrics.emplace_back();
        const auto& mine = header.plan.metrics;
        const auto found = std::find_if(mine.begin(), mine.end(), same_name(metric.name));
        if (found == mine.end()) {
            record.metrics.back().series.resize(metric.series.size());
            continue;
        }
        const MetricColumns& columns = metrics[static_cast<std::size_t>(found - mine.begin())];
        record.metrics.back() = columns;
        record.metrics.back().series.clear();
        for (const auto& series : metric.series) {
            const auto at =
                std::find_if(found->series.begin(), found->series.end(), same_name(series.name));
            const std::size_t rows = columns.step.size();
            const std::vector<double> unknown(rows, std::numeric_limits<double>::quiet_NaN());
            record.metrics.back().series.push_back(
                at == found->series.end()
                    ? SeriesColumns{unknown, unknown, std::vector<std::int64_t>(rows, 0)}
                    : columns.series[static_cast<std::size_t>(at - found->series.begin())]);
        }
    }
    return record;
}

} // namespace thaw
