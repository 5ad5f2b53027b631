// The run that benches show: 20 series in five metrics, every one read at every step, as much as a
// run can ask of the screen.
#pragma once

#include "tests/widgets/example_run.h"

#include <cmath>

namespace thaw::bench {

inline Plan full_plan(std::int64_t steps) {
    Plan plan = test::example_plan(steps); // 6 + 10 series
    plan.metrics.push_back({"train",
                            "train",
                            {},
                            {},
                            {{"train_loss", "Training loss", "", "", true},
                             {"learning_rate", "Learning rate", "", ""}}});
    for (const char* name : {"sharpness_avg", "sharpness_worst"})
        plan.metrics.push_back({name, name, {}, {}, {{name, "Sharpness", "", "", true}}});
    for (auto& metric : plan.metrics)
        metric.cadence = {1, steps, 1};
    return plan;
}

inline RunRecord full_record(std::int64_t steps) {
    RunRecord record = test::example_record(steps);
    record.header.plan = full_plan(steps);
    return record;
}

// A noisy decay without a generator's cost. Training loss and learning rate are exact, all others
// have standard errors.
inline std::vector<Reading> readings_at(const Plan& plan, std::size_t metric, std::int64_t step) {
    const bool exact = plan.metrics[metric].id == "train";
    std::vector<Reading> readings;
    readings.reserve(plan.metrics[metric].series.size());
    auto mixed = static_cast<std::uint64_t>(step) * 0x9e3779b97f4a7c15ULL + metric;
    for (std::size_t s = 0; s < plan.metrics[metric].series.size(); ++s) {
        mixed = (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9ULL + s;
        const double noise = static_cast<double>(mixed >> 40) / 16777216.0;
        const double value = 0.4 + 0.3 * noise + std::exp(-static_cast<double>(step) / 2e5);
        readings.push_back({value, exact ? 0 : 0.02, 256});
    }
    return readings;
}

inline SharedBundle full_bundle(const Plan& plan, std::int64_t step) {
    auto bundle = std::make_shared<EventBundle>();
    bundle->step = step;
    bundle->epoch = plan.epoch(step);
    bundle->examples = step * plan.batch_size;
    bundle->wall_time = static_cast<double>(step) * 0.05;
    bundle->train_time = static_cast<double>(step) * 0.04;
    bundle->learning_rate = 0.01;
    for (std::size_t m = 0; m < plan.metrics.size(); ++m)
        bundle->readings.push_back({m, readings_at(plan, m, step), 0.001});
    const auto note = [&](EventKind kind, const char* key, const std::string& text) {
        Event event{.step = step, .wall_time = bundle->wall_time, .kind = kind};
        event.details.set(key, text);
        bundle->events.push_back(std::move(event));
    };
    if (step == 0)
        bundle->events.push_back({});
    if (step > 0 && step % 5000 == 0)
        note(EventKind::checkpoint_saved, "file", "step" + std::to_string(step));
    for (std::size_t b = 0; b + 1 < plan.blocks.size(); ++b) // from the head down
        if (step == static_cast<std::int64_t>(plan.blocks.size() - 1 - b) * plan.steps / 8)
            note(EventKind::released, "block", plan.blocks[b].name);
    return bundle;
}

} // namespace thaw::bench
