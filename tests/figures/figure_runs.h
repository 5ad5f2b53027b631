// Runs for figure tests, made of plain formulas: what is drawn can be told beforehand.
#pragma once

#include "core/compare/compared_run.h"
#include "tests/widgets/example_run.h"

#include <cmath>
#include <memory>

namespace thaw::test {

// A run of gradual unfreezing that ended at 4 * interval, with readings of fisher_trace every 20
// steps and accuracies every 50. Fewer readings with a greater `stride`.
inline SharedRun figure_run(std::int64_t seed, std::int64_t interval, std::int64_t steps = 400,
                            std::int64_t stride = 1) {
    RunRecord record = example_record(steps);
    record.header.name = fmt::format("k{}", interval);
    record.header.run_id = fmt::format("{:016x}{:016x}", interval, seed); // a run of its own
    record.header.config = fmt::format(
        "[run]\nseed = {}\n[intervention]\nid = \"gradual_unfreezing\"\ninterval = {}\n", seed,
        interval);
    record.status.state = RunState::finished;
    record.status.last_step = steps;
    const double wobble =
        0.01 * std::sin(2.0 * static_cast<double>(seed) + 0.03 * static_cast<double>(interval));
    const auto add_row = [&](std::size_t metric, std::int64_t step, const auto& value_of) {
        const Plan& plan = record.header.plan;
        MetricColumns& columns = record.metrics[metric];
        columns.series.resize(plan.metrics[metric].series.size());
        columns.step.push_back(step);
        columns.examples.push_back(plan.examples_seen(step));
        columns.epoch.push_back(plan.epoch(step));
        columns.wall_time.push_back(0.05 * static_cast<double>(step));
        columns.train_time.push_back(0.04 * static_cast<double>(step));
        columns.seconds.push_back(0.01);
        for (std::size_t s = 0; s < columns.series.size(); ++s) {
            columns.series[s].value.push_back(value_of(s));
            columns.series[s].standard_error.push_back(0.05 * value_of(s));
            columns.series[s].count.push_back(100);
        }
    };
    record.metrics.resize(2);
    for (std::int64_t step = 0; step <= steps; step += 20 * stride) {
        const double t = static_cast<double>(step) / static_cast<double>(steps);
        add_row(0, step, [&](std::size_t s) {
            return (1 + wobble) * std::exp(3 - 4 * t) * (1 + 0.2 * static_cast<double>(s));
        });
    }
    for (std::int64_t step = 0; step <= steps; step += 50 * stride) {
        const double t = static_cast<double>(step) / static_cast<double>(steps);
        const double stop = 4 * static_cast<double>(interval) / 400;
        add_row(1, step, [&](std::size_t s) {
            const double id = 0.1 + 0.75 * (1 - std::exp(-5 * t)) + wobble;
            const double ood = id - 0.2 - 0.3 * (stop - 0.4) * (stop - 0.4) * t + 2 * wobble;
            return s == 0 ? id : s < 5 ? ood : 2.3 - 2 * (s == 5 ? id : ood);
        });
    }
    std::int64_t at = interval;
    for (auto block = example_blocks.rbegin() + 1; block != example_blocks.rend(); ++block) {
        record.events.push_back(event_at(at, EventKind::released, *block)->events.front());
        at += interval;
    }
    record.events.push_back(event_at(4 * interval, EventKind::released_all)->events.front());
    return compared_run(fmt::format("/runs/k{}-s{}.thaw.h5", interval, seed), record);
}

// Three seeds at four stop times.
inline ComparedRuns figure_runs() {
    ComparedRuns runs;
    for (const std::int64_t interval : {10, 25, 50, 90})
        for (const std::int64_t seed : {1, 2, 3})
            runs.push_back(figure_run(seed, interval));
    return runs;
}

// A document with one panel; `panel` are its lines.
inline std::string one_panel(const std::string& panel, const std::string& figure = {}) {
    return "[figure]\n" + figure + "\n[[runs]]\nfiles = \"*.thaw.h5\"\n\n[[panels]]\n" + panel;
}

} // namespace thaw::test
