// Which members share what: by hand for a few sweeps, and against all pairs for larger ones.
#include "core/sweep/run_tree.h"
#include "tests/sweep/sweep_vocabulary.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <tuple>

namespace thaw {
namespace {

using test::members_of;
using test::shapes_of;

std::optional<Divergence> apart(const SweepMember& a, const SweepMember& b) {
    if (family_of(a.config) != family_of(b.config))
        return {};
    return divergence(a.config, b.config, {.blocks = 4, .steps = 1000});
}

TEST(Divergence, stops_part_at_the_earlier_one) {
    const auto members = members_of("[axes]\nstop = [200, 500, \"never\", \"standard\", 0]\n");
    EXPECT_EQ(apart(members[0], members[1])->step, 200);
    EXPECT_EQ(apart(members[1], members[0])->step, 200);
    EXPECT_EQ(apart(members[1], members[2])->step, 500);
    EXPECT_FALSE(apart(members[2], members[3]).has_value()); // another set of trainable blocks
    EXPECT_FALSE(apart(members[2], members[4]).has_value());
    EXPECT_TRUE(apart(members[0], members[1])->rules.empty());
}

TEST(Divergence, intervals_part_at_the_first_release_of_the_shorter_one) {
    const auto members = members_of("[axes]\ninterval = [50, 80, 100]\nstop = [\"never\"]\n");
    EXPECT_EQ(apart(members[0], members[1])->step, 50);
    EXPECT_EQ(apart(members[1], members[2])->step, 80);
}

TEST(Divergence, an_automatic_interval_shares_nothing_with_a_number) {
    const auto members =
        members_of("[axes]\ninterval = [100, \"auto\"]\nstop = [\"never\"]\n"
                   "rule = [\"id=stabilisation,metric=train_loss,action=release_next\"]\n");
    // Its checkpoint would give the other's interval to it, as if it had learnt that.
    EXPECT_FALSE(apart(members[0], members[1]).has_value());
}

TEST(Divergence, a_rule_of_both_may_part_two_intervals) {
    const auto members =
        members_of("[axes]\ninterval = [100, 150]\nstop = [\"never\"]\n"
                   "rule = [\"id=stabilisation,metric=train_loss,action=hold\"]\n");
    const auto parting = apart(members[0], members[1]);
    EXPECT_EQ(parting->step, 100);
    ASSERT_EQ(parting->rules.size(), 1U);
    EXPECT_EQ(parting->rules[0].id, "stabilisation");
}

TEST(Divergence, orders_that_release_other_blocks_part_there) {
    const auto members =
        members_of("[axes]\n\"intervention.order\" = [\"top_down\", \"bottom_up\", \"fisher\"]\n");
    EXPECT_EQ(apart(members[0], members[1])->step, 100);
    EXPECT_EQ(apart(members[0], members[2])->step, 100); // nobody knows what fisher chooses
}

TEST(Divergence, rules_part_where_they_fire) {
    const auto members =
        members_of("[axes]\nstop = [300, \"id=stabilisation,metric=train_loss\", "
                   "\"id=threshold,metric=train_loss,value=1,direction=below\", \"never\"]\n");
    const auto with_stop = apart(members[0], members[1]);
    EXPECT_EQ(with_stop->step, 300);
    ASSERT_EQ(with_stop->rules.size(), 1U);
    EXPECT_EQ(with_stop->rules[0].id, "stabilisation");
    const auto two = apart(members[1], members[2]);
    EXPECT_EQ(two->step, 1001);
    EXPECT_EQ(two->rules.size(), 2U);
    EXPECT_EQ(apart(members[2], members[3])->rules.size(), 1U);
}

TEST(Divergence, schedules_part_where_their_rates_do) {
    const auto members = members_of("[axes]\n\"schedule.warmup\" = [10, 20]\n",
                                    test::sweep_base + "[schedule]\nid = \"constant\"\n");
    EXPECT_FALSE(apart(members[0], members[1]).has_value()); // from the first update on
}

TEST(Divergence, other_settings_share_nothing) {
    const auto members =
        members_of("seeds = [1, 2]\n[axes]\n\"optimiser.learning_rate\" = [0.1, 0.2]\n");
    for (std::size_t i = 0; i < members.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_FALSE(apart(members[i], members[j]).has_value()) << i << j;
}

TEST(RunTree, stops_leave_the_member_that_goes_furthest) {
    const auto members = members_of("seeds = [1, 2]\n[axes]\nstop = [100, 300, 600, \"never\"]\n");
    const RunTree tree = run_tree(members, shapes_of(members));
    for (const auto& member : members)
        if (!tree.nodes[member.index].parent)
            EXPECT_EQ(member.arm, "stop = never");
        else
            EXPECT_EQ(members[*tree.nodes[member.index].parent].arm, "stop = never");
    EXPECT_EQ(tree.steps_alone(), 8000);
    EXPECT_EQ(tree.steps_shared(), 8000 - 2 * (100 + 300 + 600));
    EXPECT_FALSE(tree.depends_on_readings());
    ASSERT_EQ(tree.order.size(), 8U);
    EXPECT_FALSE(tree.nodes[tree.order[0]].parent || tree.nodes[tree.order[1]].parent);
}

TEST(RunTree, shares_as_much_as_any_choice_of_parents_could) {
    const auto members =
        members_of("[axes]\ninterval = [40, 70, 90]\nstop = [30, 80, 200, \"never\"]\n");
    const RunTree tree = run_tree(members, shapes_of(members));
    std::int64_t shared = 0;
    for (const TreeNode& node : tree.nodes)
        shared += node.parent ? node.planned_step() : 0;
    // Kruskal's algorithm, another way to the largest sum.
    std::vector<std::tuple<std::int64_t, std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < members.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (const auto parting = apart(members[i], members[j]))
                edges.emplace_back(std::min<std::int64_t>(parting->step, 1000), i, j);
    std::sort(edges.rbegin(), edges.rend());
    std::vector<std::size_t> root(members.size());
    for (std::size_t i = 0; i < root.size(); ++i)
        root[i] = i;
    std::int64_t most = 0;
    for (const auto& [step, i, j] : edges)
        if (root[i] != root[j]) {
            most += step;
            const std::size_t from = root[i], to = root[j];
            for (auto& each : root)
                if (each == from)
                    each = to;
        }
    EXPECT_EQ(shared, most);
}

TEST(RunTree, a_rule_leaves_the_member_without_it) {
    const auto members =
        members_of("[axes]\nstop = [100, \"id=stabilisation,metric=train_loss\", \"never\"]\n");
    const RunTree tree = run_tree(members, shapes_of(members));
    EXPECT_EQ(tree.nodes[1].parent, std::optional<std::size_t>(2));
    EXPECT_TRUE(tree.nodes[1].depends_on_readings());
    EXPECT_EQ(tree.nodes[1].planned_step(), 1000);
    EXPECT_TRUE(tree.depends_on_readings());
}

} // namespace
} // namespace thaw
