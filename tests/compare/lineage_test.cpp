// Forks as a forest.
#include "core/compare/lineage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace thaw {
namespace {

SharedFacts run(const std::string& id, const std::string& parent = "", double step = 0,
                const std::string& folder = "/runs") {
    auto shared = std::make_shared<RunFacts>();
    RunFacts& facts = *shared;
    facts.file = folder + "/" + id + ".thaw.h5";
    facts.set(Field("run_id"), id);
    if (!parent.empty()) {
        facts.set(Field("parent"), parent);
        facts.set(Field("fork_step"), step);
    }
    return shared;
}

// a(b(d) c): who has which forks.
std::string text(const std::vector<LineageNode>& nodes, const RunList& runs) {
    std::string all;
    for (const auto& node : nodes) {
        all += (all.empty() ? "" : " ") + runs[node.run]->text(Field("run_id"));
        if (!node.forks.empty())
            all += "(" + text(node.forks, runs) + ")";
    }
    return all;
}

std::string forest(const RunList& runs) {
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
    const RunList runs{run("a"), run("a", "", 0, "/copy"), run("b", "a", 1, "/copy")};
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
    const auto damaged = [](const char* file) {
        return std::make_shared<RunFacts>(unreadable(file, "cut"));
    };
    EXPECT_EQ(lineage_of({damaged("/x.thaw.h5"), damaged("/y.thaw.h5")}).size(), 2U);
}

} // namespace
} // namespace thaw
