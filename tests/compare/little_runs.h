// Saved runs for tests, made of plain data: one config, a seed, a stop, and series given outright.
#pragma once

#include "core/compare/compared_run.h"

#include <algorithm>
#include <map>
#include <string>

namespace thaw::test {

struct LittleRun {
    std::int64_t seed = 1;
    std::int64_t stop = -1;                                 // -1: no event
    std::map<std::string, std::vector<double>> series = {}; // read every 10 steps from step 0
    std::string config = {};                                // more lines, sections first
    std::vector<Event> events = {};                         // beside that of the stop
};

// As the engine describes series of these names.
inline SeriesInfo described(const std::string& name) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    SeriesInfo info{.name = name, .headline = true};
    info.quantity = name.substr(0, dot);
    info.part = name.substr(std::min(dot + 1, name.size()));
    if (info.quantity != "accuracy" && info.quantity != "r2" && info.quantity != "loss" &&
        info.quantity != "calibration_error")
        return info;
    info.role = info.part == "id_test"         ? SplitRole::id
                : info.part == "id_validation" ? SplitRole::validation
                                               : SplitRole::ood;
    info.share = info.quantity != "r2" && info.quantity != "loss";
    info.better =
        info.quantity == "accuracy" || info.quantity == "r2" ? Better::greater : Better::less;
    info.headline = (info.quantity == "accuracy" || info.quantity == "r2") &&
                    (info.part == "id_test" || info.part == "ood_mean");
    return info;
}

inline SharedRun little_run(const LittleRun& wanted) {
    RunRecord record;
    record.header.run_id = "0123456789abcdef0123456789abcdef";
    record.header.name = "little";
    record.header.config = "[run]\nseed = " + std::to_string(wanted.seed) +
                           "\n[training]\nsteps = 1000\n" + wanted.config;
    record.header.plan.steps = 1000;
    SplitInfo id;
    id.name = "id_test";
    id.role = SplitRole::id;
    record.header.plan.splits = {id};
    for (const auto& [name, values] : wanted.series) {
        MetricInfo metric;
        metric.name = metric.id = name;
        metric.series = {described(name)};
        record.header.plan.metrics.push_back(metric);
        MetricColumns columns;
        for (std::size_t i = 0; i < values.size(); ++i)
            columns.step.push_back(static_cast<std::int64_t>(10 * i));
        columns.examples = columns.step;
        columns.epoch.assign(columns.step.begin(), columns.step.end());
        columns.wall_time = columns.train_time = columns.seconds = columns.epoch;
        columns.series = {{values, std::vector<double>(values.size(), 0),
                           std::vector<std::int64_t>(values.size(), 1)}};
        record.metrics.push_back(columns);
    }
    record.events = wanted.events;
    if (wanted.stop >= 0) {
        Event event;
        event.step = wanted.stop;
        event.kind = EventKind::released_all;
        record.events.push_back(event);
    }
    record.status.last_step = 1000;
    record.status.state = RunState::finished;
    return compared_run("little-s" + std::to_string(wanted.seed) + "-" +
                            std::to_string(wanted.stop) + ".thaw.h5",
                        std::move(record));
}

// A run that ends with these accuracies.
inline SharedRun ended_run(std::int64_t seed, std::int64_t stop, double id, double ood) {
    return little_run(
        {.seed = seed,
         .stop = stop,
         .series = {{"accuracy.id_test", {0.1, id}}, {"accuracy.ood_mean", {0.1, ood}}}});
}

} // namespace thaw::test
