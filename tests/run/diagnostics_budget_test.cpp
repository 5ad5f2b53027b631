#include "core/run/diagnostics_budget.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

Plan plan_of(const std::vector<std::pair<std::int64_t, double>>& metrics, std::int64_t steps) {
    Plan plan;
    plan.steps = steps;
    for (const auto& [every, cost] : metrics) {
        MetricInfo info;
        info.name = "m" + std::to_string(plan.metrics.size());
        info.cadence = {every, steps, every};
        info.steps_per_reading = cost;
        plan.metrics.push_back(info);
    }
    return plan;
}

TEST(DiagnosticsBudget, NoneMeansTheCadences) {
    const Plan plan = plan_of({{10, 5}, {3, 0}}, 100);
    EXPECT_EQ(readings_within(0, plan), (std::vector<std::int64_t>{11, 35}));
}

TEST(DiagnosticsBudget, HoldsTheShareAndLeavesNobodyOut) {
    const Plan plan = plan_of({{10, 1.5}, {10, 5}, {50, 9}, {1, 0}}, 1000);
    const auto counts = readings_within(0.1, plan);
    double cost = 0;
    for (std::size_t m = 0; m < counts.size(); ++m) {
        EXPECT_GT(counts[m], 5);
        cost += plan.metrics[m].steps_per_reading * static_cast<double>(counts[m] - 2);
    }
    EXPECT_EQ(counts[3], 1001); // free
    EXPECT_NEAR(cost / (cost + 1000), 0.1, 0.01);
    EXPECT_NEAR(static_cast<double>(counts[0]) / static_cast<double>(counts[1]), 1, 0.2);
}

TEST(DiagnosticsBudget, EnoughChangesNothing) {
    const Plan plan = plan_of({{10, 0.1}, {20, 0.5}}, 200);
    DiagnosticsBudget none(0, plan), wide(0.5, plan);
    for (std::int64_t step = 0; step <= plan.steps; ++step)
        EXPECT_EQ(none.take(step), wide.take(step)) << step;
}

TEST(DiagnosticsBudget, GoesOnFromItsStateAsIfNothingHadHappened) {
    const Plan plan = plan_of({{10, 1.5}, {10, 5}, {7, 2}}, 300);
    for (const std::int64_t cut : {1, 37, 150, 299}) {
        DiagnosticsBudget whole(0.1, plan), first(0.1, plan), second(0.1, plan);
        for (std::int64_t step = 0; step < cut; ++step)
            EXPECT_EQ(first.take(step), whole.take(step));
        second.restore(table_from_toml(to_toml(first.state())));
        for (std::int64_t step = cut; step <= plan.steps; ++step)
            EXPECT_EQ(second.take(step), whole.take(step)) << step;
    }
}

} // namespace
} // namespace thaw
