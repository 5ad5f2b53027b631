#include "core/run/run_cost.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

std::int64_t counted(const Cadence& cadence, std::int64_t steps) {
    std::int64_t readings = 0;
    for (std::int64_t step = 0; step <= steps; ++step)
        readings += cadence.due(step, steps) ? 1 : 0;
    return readings;
}

TEST(RunCost, ReadingsAreThoseThatTheSessionTakes) {
    for (const std::int64_t early_every : {0, 1, 7, 10, 5000})
        for (const std::int64_t early_steps : {0, 1, 99, 100, 1000})
            for (const std::int64_t every : {0, 1, 3, 100})
                for (const std::int64_t steps : {0, 1, 2, 99, 100, 101, 938}) {
                    const Cadence cadence{early_every, early_steps, every};
                    EXPECT_EQ(readings_of(cadence, steps), counted(cadence, steps))
                        << early_every << " " << early_steps << " " << every << " " << steps;
                }
}

TEST(RunCost, AddsUp) {
    RunCost cost;
    cost.blocks = {{"stem", 30}, {"head", 12}};
    cost.steps = 100;
    cost.seconds_per_step = 0.03;
    cost.diagnostics = {{"fisher_trace", 0.25, 3}, {"evaluation", 0.125, 2}};
    EXPECT_EQ(cost.parameters(), 42);
    EXPECT_DOUBLE_EQ(cost.training_seconds(), 3);
    EXPECT_DOUBLE_EQ(cost.total_seconds(), 4);
    EXPECT_DOUBLE_EQ(cost.diagnostics_share(), 0.25);
}

TEST(RunCost, NothingCostsNothing) {
    EXPECT_EQ(RunCost().total_seconds(), 0);
    EXPECT_EQ(RunCost().diagnostics_share(), 0);
}

} // namespace
} // namespace thaw
