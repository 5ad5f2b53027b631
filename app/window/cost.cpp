#include "app/window/cost.h"

#include "core/run/diagnostics_budget.h"
#include "core/run/error.h"
#include "core/training/training.h"

#include <algorithm>
#include <chrono>

namespace thaw {

namespace {

constexpr std::int64_t warming = 2; // updates before the clock starts: pools and caches fill
constexpr std::int64_t timed = 5;

template <class Work>
double seconds_of(const Work& work) {
    const auto before = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
}

} // namespace

RunCost measure_cost(const RunConfig& config, const Interrupted& interrupted) {
    const auto trainer = make_trainer(config);
    const Plan& plan = trainer->plan();
    check_plan(config, plan);
    trainer->set_trainable(std::vector<bool>(plan.blocks.size(), true), true);
    const double rate = config.optimiser.settings.real("learning_rate");
    const auto give_up = [&] {
        if (interrupted())
            throw failure("the measurement was given up");
    };

    RunCost cost;
    cost.blocks = plan.blocks;
    cost.steps = plan.steps;
    cost.steps_per_epoch = plan.steps_per_epoch;
    std::vector<double> updates;
    for (std::int64_t step = 0; step < std::min(plan.steps, warming + timed); ++step) {
        give_up();
        const double seconds = seconds_of([&] { trainer->update(step, rate); });
        if (step >= std::min(warming, plan.steps - 1))
            updates.push_back(seconds);
    }
    std::nth_element(updates.begin(),
                     updates.begin() + static_cast<std::ptrdiff_t>(updates.size() / 2),
                     updates.end());
    cost.seconds_per_step = updates.empty() ? 0 : updates[updates.size() / 2];
    const auto readings = readings_within(config.run.settings.real("diagnostics_budget"), plan);
    for (std::size_t m = 0; m < plan.metrics.size(); ++m) {
        give_up();
        const double seconds = seconds_of([&] { trainer->measure(m, warming, rate, interrupted); });
        cost.diagnostics.push_back({plan.metrics[m].name, seconds, readings[m]});
    }
    return cost;
}

} // namespace thaw
