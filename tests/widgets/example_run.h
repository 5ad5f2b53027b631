// A small run for widget tests: made of plain data, no engine behind it.
#pragma once

#include "core/run/config.h"
#include "core/run/interventions/intervention.h"
#include "core/run/run_record.h"
#include "core/run/schedules/schedule.h"
#include "core/run/triggers/trigger.h"
#include "tests/run/test_vocabulary.h"

#include <cmath>
#include <memory>

namespace thaw::test {

inline const std::vector<std::string> example_blocks{"stem", "layer1", "layer2", "head"};

// Series as the engine names them: fisher_trace and its blocks, accuracy and loss of every split.
inline Plan example_plan(std::int64_t steps = 1000) {
    Plan plan;
    plan.steps = steps;
    plan.steps_per_epoch = 469;
    plan.train_examples = 60000;
    plan.batch_size = 128;
    for (const auto& name : example_blocks)
        plan.blocks.push_back({name, 100});
    const auto split = [&](const char* name, SplitRole role, const char* shift) {
        SplitInfo info;
        info.name = name;
        info.role = role;
        info.shift = shift;
        info.examples = 10000;
        plan.splits.push_back(info);
    };
    split("train", SplitRole::train, "");
    split("id_test", SplitRole::id, "");
    split("fog", SplitRole::ood, "fog");
    split("stripe", SplitRole::ood, "stripe");
    MetricInfo fisher{"fisher_trace", "fisher_trace", {10, 1000, 100}, {}, {}};
    fisher.series = {{"fisher_trace", "Fisher trace", "tr(F)", "", true},
                     {"fisher_trace.per_parameter", "Fisher trace per parameter", "tr(F)/d", ""}};
    for (const auto& name : example_blocks)
        fisher.series.push_back({.name = "fisher_trace." + name,
                                 .label = "Fisher trace",
                                 .symbol = "tr(F)",
                                 .quantity = "fisher_trace",
                                 .part = name});
    MetricInfo evaluation{"evaluation", "evaluation", {100, 1000, 100}, {}, {}};
    for (const char* what : {"accuracy", "loss"}) {
        const std::string label = *what == 'a' ? "Accuracy" : "Loss";
        const bool score = *what == 'a';
        for (const std::string which : {"id_test", "fog", "stripe", "ood_mean", "ood_worst"})
            evaluation.series.push_back(
                {.name = std::string(what) + "." + which,
                 .label = label,
                 .headline = score && (which == "id_test" || which == "ood_mean"),
                 .quantity = what,
                 .part = which,
                 .role = which == "id_test" ? SplitRole::id : SplitRole::ood,
                 .better = score ? Better::greater : Better::less,
                 .share = score});
    }
    plan.metrics = {fisher, evaluation};
    return plan;
}

inline RunRecord example_record(std::int64_t steps = 1000) {
    RunRecord record;
    record.header.run_id = "0123456789abcdef0123456789abcdef";
    record.header.name = "example";
    record.header.plan = example_plan(steps);
    return record;
}

inline RunConfig example_config() {
    return parse_config(std::string(good_config) + R"(
[[triggers]]
id = "stabilisation"
metric = "fisher_trace"
action = "release_all"
)",
                        "example.toml", small_vocabulary());
}

// Readings of fisher_trace at `step`: `value` for the whole, shares of it for the blocks.
inline SharedBundle bundle_at(std::int64_t step, double value, double error = 0.1) {
    auto bundle = std::make_shared<EventBundle>();
    bundle->step = step;
    bundle->epoch = static_cast<double>(step) / 469;
    bundle->examples = step * 128;
    bundle->wall_time = static_cast<double>(step) * 0.05;
    bundle->train_time = static_cast<double>(step) * 0.04;
    bundle->learning_rate = 0.01;
    MetricReadings taken;
    taken.metric = 0;
    taken.seconds = 0.02;
    taken.readings = {{value, error, 256}, {value / 400, error / 400, 256}};
    for (std::size_t b = 0; b < example_blocks.size(); ++b)
        taken.readings.push_back({value * (1.0 + static_cast<double>(b)) / 10, error, 256});
    bundle->readings.push_back(taken);
    return bundle;
}

inline SharedBundle event_at(std::int64_t step, EventKind kind, const std::string& block = {}) {
    auto bundle = std::make_shared<EventBundle>();
    bundle->step = step;
    bundle->wall_time = static_cast<double>(step) * 0.05;
    Event event;
    event.step = step;
    event.wall_time = bundle->wall_time;
    event.kind = kind;
    if (!block.empty())
        event.details.set("block", block);
    bundle->events.push_back(event);
    return bundle;
}

} // namespace thaw::test
