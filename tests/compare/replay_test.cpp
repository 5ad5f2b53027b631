#include "core/compare/replay.h"

#include "core/run/error.h"
#include "tests/compare/little_runs.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;
using testing::IsNan;

const char* const id = "accuracy.id_test";
const char* const ood = "accuracy.ood_mean";

// Falls by 1 every 10 steps from 100.
SharedRun falling(std::int64_t seed, std::int64_t stop, double ood_accuracy,
                  const std::string& config = {}) {
    std::vector<double> trace;
    for (int i = 0; i <= 100; ++i)
        trace.push_back(100 - i);
    return test::little_run(
        {.seed = seed,
         .stop = stop,
         .series = {{"fisher_trace", trace}, {id, {0.1, 0.9}}, {ood, {0.1, ood_accuracy}}},
         .config = config});
}

TEST(Replay, asks_the_trigger_as_a_session_does) {
    const SharedRun run = falling(1, 400, 0.5);
    const Firing firing =
        replay(run->record, rule_from_text("id=threshold,metric=fisher_trace,value=70.5"));
    EXPECT_EQ(firing.step, 300);
    EXPECT_EQ(firing.why.real("value"), 70);
    EXPECT_FALSE(firing.after_stop);
    const Firing patient = replay(
        run->record, rule_from_text("id=threshold,metric=fisher_trace,value=70.5,patience=20"));
    EXPECT_EQ(patient.step, 490);
    EXPECT_TRUE(patient.after_stop) << "the run's own stop was at 400";
    EXPECT_EQ(replay(run->record, rule_from_text("id=at_step,step=333")).step, 333);
    EXPECT_EQ(replay(run->record, rule_from_text("id=at_step,step=1001")).step, -1);
}

TEST(Replay, of_a_rule_set_later_begins_at_the_next_boundary) {
    const SharedRun run = falling(1, 400, 0.5);
    const Item rule = rule_from_text("id=threshold,metric=fisher_trace,value=99.5");
    EXPECT_EQ(replay(run->record, rule).step, 10);
    EXPECT_EQ(replay(run->record, rule, 10).step, 20);
    EXPECT_EQ(replay(run->record, rule, 0).step, 10);
}

TEST(Replay, says_when_a_run_cannot_be_watched) {
    const SharedRun run = falling(1, 400, 0.5);
    EXPECT_FALSE(replay(run->record, rule_from_text("id=threshold,metric=other,value=1")).watched);
    EXPECT_FALSE(replay(run->record, rule_from_text("id=at_step,step=1,enabled=false")).watched);
}

TEST(Replay, finds_the_nearest_stop_of_the_same_kind_and_seed) {
    const ComparedRuns runs{falling(1, 100, 0.5),
                            falling(1, 320, 0.6),
                            falling(1, 700, 0.4),
                            falling(2, 300, 0.9),
                            falling(1, 300, 0.9, "[network]\nwidth = 9\n"),
                            falling(1, -1, 0.95)};
    const Replay all = replay(runs, rule_from_text("id=at_step,step=300"), id, ood, {});
    EXPECT_EQ(all.fired, 6U);
    EXPECT_EQ(all.runs[0].nearest, runs[1]);
    EXPECT_EQ(all.runs[0].outcome.stop, 320);
    EXPECT_EQ(all.runs[0].outcome.ood, 0.6);
    EXPECT_EQ(all.runs[3].nearest, runs[3]) << "another seed has its own";
    EXPECT_EQ(all.runs[4].nearest, runs[4]) << "so has another network";
    EXPECT_EQ(all.runs[5].nearest, runs[1]) << "a run without a stop is replayed, not chosen";
}

TEST(Replay, counts_wins_against_other_stops) {
    const ComparedRuns runs{falling(1, 100, 0.5), falling(1, 300, 0.6), falling(1, 700, 0.6),
                            falling(1, 900, 0.7)};
    const Replay all = replay(runs, rule_from_text("id=at_step,step=300"), id, ood, {});
    // 0.6 against 0.5, 0.6 and 0.7: one better, one equal, one worse; the same for every run.
    EXPECT_EQ(all.compared, 12U);
    EXPECT_EQ(all.won, 4U);
    EXPECT_DOUBLE_EQ(all.winning_rate(), 1.0 / 3);
    EXPECT_THAT(
        replay({runs[0]}, rule_from_text("id=at_step,step=300"), id, ood, {}).winning_rate(),
        IsNan());
}

TEST(Replay, draws_ten_of_many_stops) {
    ComparedRuns runs;
    for (int i = 0; i < 30; ++i)
        runs.push_back(falling(1, 10 + 10 * i, 0.5 + 0.001 * i));
    const Item rule = rule_from_text("id=at_step,step=160"); // the 16th of 30
    const Replay one = replay(runs, rule, id, ood, {}, 1);
    EXPECT_EQ(one.runs[0].compared, Replay::most_random);
    EXPECT_EQ(one.compared, 30 * Replay::most_random);
    // 15 of the 29 others are worse: 300 draws have a standard deviation of 3 % at most.
    EXPECT_NEAR(one.winning_rate(), 15.0 / 29, 0.12);
    EXPECT_EQ(replay(runs, rule, id, ood, {}, 1).won, one.won) << "the same draws";
}

TEST(Replay, of_kin_is_told_by_all_but_the_stop) {
    const auto kind = [](const std::string& config) {
        return kind_but_stop(*test::little_run({.config = config}));
    };
    EXPECT_EQ(kind("[intervention]\ninterval = 3\n"), kind("[intervention]\ninterval = 4\n"));
    EXPECT_EQ(kind("[[triggers]]\nid = \"at_step\"\n"), kind(""));
    EXPECT_NE(kind("[intervention]\norder = \"top_down\"\n"), kind(""));
    EXPECT_NE(kind("[optimiser]\nlearning_rate = 0.1\n"),
              kind("[optimiser]\nlearning_rate = 0.2\n"));
}

TEST(Replay, reads_a_rule_from_text) {
    const Item rule = rule_from_text("id=stabilisation,metric=fisher_trace,tau=3,epsilon=0.05");
    EXPECT_EQ(rule.id, "stabilisation");
    EXPECT_EQ(rule.settings.integer("tau"), 3);
    EXPECT_EQ(rule.settings.real("epsilon"), 0.05);
    EXPECT_EQ(rule.settings.text("action"), "release_all");
    const auto refusal = [](const char* text) -> std::string {
        try {
            rule_from_text(text);
        } catch (const Error& error) {
            return error.what();
        }
        return "taken";
    };
    EXPECT_THAT(refusal("stabilisation"), HasSubstr("is not key=value"));
    EXPECT_THAT(refusal("id=stable"), HasSubstr("it must be one of: "));
    EXPECT_THAT(refusal("id=threshold,metric=loss"), HasSubstr("value"));
    EXPECT_THAT(refusal("id=at_step,step=1,tau=8"), HasSubstr("tau"));
    EXPECT_THAT(refusal("id=at_step,step=50,step=60"), HasSubstr("'step' is given more than once"));
    EXPECT_THAT(refusal("id=at_step,id=at_step,step=5"), HasSubstr("'id' is given more than once"));
    EXPECT_THAT(refusal("id=at_step,step=99999999999999999999"),
                HasSubstr("out of range; whole numbers go from -9223372036854775808 to "));
}

} // namespace
} // namespace thaw
