// One run, two runs: the word goes with the number before it.
#include "core/run/error.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

TEST(Plural, GoesWithTheNumberBeforeIt) {
    EXPECT_EQ(sentence("fires in {} of {} [run|runs]", 1, 3), "fires in 1 of 3 runs");
    EXPECT_EQ(sentence("fires in {} of {} [run|runs]", 0, 1), "fires in 0 of 1 run");
    EXPECT_EQ(sentence("{} [run has|runs have] {} [step|steps]", 1, 21), "1 run has 21 steps");
    EXPECT_EQ(sentence("{1} [run|runs] in {0}", 5, std::string("1")), "1 run in 5");
    EXPECT_EQ(sentence("{{a|b}} {} [run|runs]", 11), "{a|b} 11 runs");
}

TEST(Plural, LeavesWhatTheBlanksAreFilledWith) {
    EXPECT_EQ(sentence("{} has {} [run|runs]", "x[a|b]", 2), "x[a|b] has 2 runs");
    EXPECT_EQ(sentence("[[{}]] or a|b [{}]", 1, 2), "[[1]] or a|b [2]");
}

} // namespace
} // namespace thaw
