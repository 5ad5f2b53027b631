// How members stand, told from facts of run files.
#include "core/run/session.h"
#include "core/sweep/ledger.h"
#include "tests/sweep/sweep_vocabulary.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

class LedgerTest : public testing::Test {
  protected:
    // A run of this member's config.
    SharedFacts run(std::size_t member, const std::string& state, double last_step,
                    const std::string& reason = {}, double by_hand = 0) {
        auto facts = std::make_shared<RunFacts>();
        facts->file = "run" + std::to_string(runs_.size());
        facts->set(Field("config_id"), members_[member].identity);
        facts->set(Field("state"), state);
        facts->set(Field("last_step"), last_step);
        if (!reason.empty())
            facts->set(Field("reason"), reason);
        if (by_hand > 0)
            facts->set(Field("commands_by_hand"), by_hand);
        runs_.push_back(facts);
        return facts;
    }
    MemberState state(std::size_t member) const {
        return ledger(members_, runs_).members[member].state;
    }

    std::vector<SweepMember> members_ =
        test::members_of("seeds = [1]\n[axes]\nstop = [100, 200, 300, 400, 500, 600, \"never\"]\n");
    RunList runs_;
};

TEST_F(LedgerTest, says_why_each_stands_as_it_does) {
    run(0, "finished", 1000, "all steps done");
    run(1, "stopped", 40, asked_to_stop);
    run(2, "stopped", 40, stopped_by_signal);
    run(3, "stopped", 40, stopped_before_job_end);
    run(4, "stopped", 40, "trigger divergence"); // its own rule: as its config wants it
    run(5, "interrupted", 7);
    EXPECT_EQ(state(0), MemberState::finished);
    EXPECT_EQ(state(1), MemberState::stopped);
    EXPECT_EQ(state(2), MemberState::preempted);
    EXPECT_EQ(state(3), MemberState::preempted);
    EXPECT_EQ(state(4), MemberState::finished);
    EXPECT_EQ(state(5), MemberState::interrupted);
    EXPECT_EQ(state(6), MemberState::queued);
    EXPECT_EQ(ledger(members_, runs_).members[5].last_step, 7);
    EXPECT_EQ(ledger(members_, runs_).count(MemberState::preempted), 2U);
}

TEST_F(LedgerTest, a_finished_run_whose_loss_was_not_finite_has_diverged) {
    auto facts = std::make_shared<RunFacts>(*run(0, "finished", 1000));
    facts->set(Field("diverged_step"), 12.0);
    runs_ = {facts};
    EXPECT_EQ(state(0), MemberState::diverged);
    EXPECT_TRUE(ledger(members_, runs_).members[0].is_done());
}

TEST_F(LedgerTest, of_several_files_the_best_counts) {
    run(0, "failed", 500);
    run(0, "interrupted", 700);
    EXPECT_EQ(ledger(members_, runs_).members[0].last_step, 700);
    run(0, "running", 20);
    EXPECT_EQ(state(0), MemberState::running);
    run(0, "finished", 1000);
    run(0, "running", 999);
    EXPECT_EQ(state(0), MemberState::finished);
}

TEST_F(LedgerTest, what_a_person_changed_is_another_run) {
    const auto changed = run(0, "finished", 1000, {}, 1);
    EXPECT_EQ(state(0), MemberState::queued);
    EXPECT_EQ(ledger(members_, runs_).changed_by_hand.front(), changed->file);
    EXPECT_EQ(member_of(members_, *changed), std::optional<std::size_t>(0));
}

TEST_F(LedgerTest, other_runs_are_nobodys) {
    auto other = std::make_shared<RunFacts>();
    other->set(Field("config_id"), std::string("another"));
    auto old = std::make_shared<RunFacts>(); // of a file that cannot be read
    runs_ = {other, old};
    for (const MemberStanding& member : ledger(members_, runs_).members)
        EXPECT_EQ(member.state, MemberState::queued);
    EXPECT_FALSE(member_of(members_, *old).has_value());
}

} // namespace
} // namespace thaw
