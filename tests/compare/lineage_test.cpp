// Forks as a forest.
#include "core/compare/lineage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace thaw {
namespace {

RunFacts run(const std::string& id, const std::string& parent = "", double step = 0,
             const std::string& folder = "/runs") {
    RunFacts facts;
    facts.file = folder + "/" + id + ".thaw.h5";
    facts.set(Field("run_id"), id);
    if (!parent.empty()) {
        facts.set(Field("parent"), parent);
        facts.set(Field("fork_step"), step);
    }
    return facts;
}

// a(b(d) c): who has which forks.
std::string text(const std::vector<LineageNode>& nodes, const std::vector<RunFacts>& runs) {
    std::string all;
    for (const auto& node : nodes) {
        all += (all.empty() ? "" : " ") + runs[node.run].text(Field("run_id"));
        if (!node.forks.empty())
            all += "(" + text(node.forks, runs) + ")";
    }
    return all;
}

std::string forest(const std::vector<RunFacts>& runs) {
    return text(lineage_of(runs), runs);
}

TEST(Lineage, ForksHangBelowTheirParents) {
    EXPECT_EQ(forest({run("c", "a", 20), run("a"), run("b", "a", 10), run("d", "b", 5), run("e")}),
              "a(b(d) c) e");
}

TEST(Lineage, AForkWithoutItsParentIsARoot) {
    EXPECT_EQ(forest({run("b", "gone", 10), run("a")}), "b a");
}

TEST(Lineage, CopiesShareAnId) {
    const std::vector<RunFacts> runs{run("a"), run("a", "", 0, "/copy"), run("b", "a", 1, "/copy")};
    const auto roots = lineage_of(runs);
    ASSERT_EQ(roots.size(), 2U);
    EXPECT_TRUE(roots[0].forks.empty());
    ASSERT_EQ(roots[1].forks.size(), 1U);
    EXPECT_EQ(roots[1].forks[0].run, 2U);
}

TEST(Lineage, CirclesAreOpened) {
    EXPECT_EQ(forest({run("a", "a", 1)}), "a");
    EXPECT_EQ(forest({run("a", "b", 1), run("b", "a", 1), run("c", "b", 1)}), "a(b(c))");
}

TEST(Lineage, DamagedFilesAreRoots) {
    EXPECT_EQ(lineage_of({unreadable("/x.thaw.h5", "cut"), unreadable("/y.thaw.h5", "cut")}).size(),
              2U);
}

} // namespace
} // namespace thaw
