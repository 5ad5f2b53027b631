// Where members leave parents that are whole, growing or dead.
#include "core/compare/replay.h"
#include "core/sweep/leaving_step.h"
#include "tests/compare/little_runs.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

// Readings every 10 steps; below 1 from step 40 on.
RunRecord parent(std::int64_t last_step, RunState state) {
    std::vector<double> loss;
    for (std::int64_t step = 0; step <= last_step; step += 10)
        loss.push_back(step < 40 ? 2.0 : 0.5);
    RunRecord record = test::little_run({.series = {{"loss.train", loss}}})->record;
    record.status.last_step = last_step;
    record.status.state = state;
    return record;
}

TreeNode node(std::int64_t step, bool with_rule) {
    TreeNode node{.parent = 0, .steps = 100};
    node.leaves.step = step;
    if (with_rule)
        node.leaves.rules = {
            rule_from_text("id=threshold,metric=loss.train,value=1,direction=below")};
    return node;
}

TEST(LeavingStep, is_where_the_plans_part_once_the_parent_is_there) {
    const auto early = leaving_step(node(50, false), parent(30, RunState::running));
    EXPECT_FALSE(early->reached);
    EXPECT_EQ(early->step, 30); // so far they are one
    const auto there = leaving_step(node(50, false), parent(60, RunState::running));
    EXPECT_TRUE(there->reached);
    EXPECT_EQ(there->step, 50);
}

TEST(LeavingStep, is_where_a_rule_fires_if_that_is_earlier) {
    EXPECT_FALSE(leaving_step(node(80, true), parent(30, RunState::running))->reached);
    const auto fired = leaving_step(node(80, true), parent(60, RunState::running));
    EXPECT_TRUE(fired->reached);
    EXPECT_EQ(fired->step, 40);
    EXPECT_EQ(leaving_step(node(20, true), parent(60, RunState::running))->step, 20);
}

TEST(LeavingStep, is_the_end_where_nothing_parts_them) {
    const auto never = leaving_step(node(101, false), parent(100, RunState::finished));
    EXPECT_TRUE(never->reached);
    EXPECT_EQ(never->step, 100);
    // The parent's own rule ended it: they are one up to there.
    const auto ended = leaving_step(node(90, false), parent(70, RunState::finished));
    EXPECT_TRUE(ended->reached);
    EXPECT_EQ(ended->step, 70);
    // A killed one may be resumed and come further.
    EXPECT_FALSE(leaving_step(node(90, false), parent(70, RunState::interrupted))->reached);
}

TEST(LeavingStep, is_not_told_by_a_parent_without_the_series) {
    TreeNode other = node(80, false);
    other.leaves.rules = {
        rule_from_text("id=threshold,metric=fisher_trace,value=1,direction=below")};
    EXPECT_FALSE(leaving_step(other, parent(60, RunState::running)).has_value());
}

} // namespace
} // namespace thaw
