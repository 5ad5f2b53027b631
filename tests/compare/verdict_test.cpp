// Which stop is right, over runs whose outcomes are given.
#include "core/compare/verdict.h"

#include "core/run/error.h"
#include "tests/compare/little_runs.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNan;
using testing::SizeIs;

const char* const id = "accuracy.id_test";
const char* const ood = "accuracy.ood_mean";
const char* const validation = "accuracy.id_validation";

std::string unfreezing(const std::string& more = {}) {
    return "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 100\n" + more;
}
const char* const standard = "[intervention]\nid = \"none\"\n";

struct Outcome {
    double id = 0.9, ood = 0.5, validation = 0.9;
};

SharedRun run(std::int64_t seed, std::int64_t stop, const Outcome& outcome,
              const std::string& config = unfreezing()) {
    std::vector<double> trace;
    for (int i = 0; i <= 100; ++i)
        trace.push_back(100 - i);
    return test::little_run({.seed = seed,
                             .stop = stop,
                             .series = {{"fisher_trace", trace},
                                        {id, {0.1, outcome.id}},
                                        {ood, {0.1, outcome.ood}},
                                        {validation, {0.1, outcome.validation}}},
                             .config = config});
}

// Three seeds; on the validation split 300 is best, out of distribution 500.
ComparedRuns sweep() {
    ComparedRuns runs;
    for (std::int64_t seed = 1; seed <= 3; ++seed) {
        const double more = 0.01 * static_cast<double>(seed);
        runs.push_back(run(seed, 100, {0.90 + more, 0.50 + more, 0.88 + more}));
        runs.push_back(run(seed, 300, {0.91 + more, 0.60 + 2 * more, 0.92 + more}));
        runs.push_back(run(seed, 500, {0.91 + more, 0.70 + more, 0.90 + more}));
        runs.push_back(run(seed, -1, {0.92 + more, 0.55 + more, 0.91 + more}));
        runs.push_back(run(seed, -1, {0.93 + more, 0.40 + more, 0.99}, standard));
    }
    return runs;
}

VerdictQuestion question() {
    return {.id_series = id, .ood_series = ood, .validation_series = validation};
}

std::vector<std::string> names(const ResultsTable& table) {
    std::vector<std::string> all;
    for (const ResultRow& row : table.rows)
        all.push_back(row.group);
    return all;
}

TEST(Verdict, chooses_on_the_validation_split_and_tells_what_hindsight_would) {
    const Verdict all = verdict(sweep(), question());
    ASSERT_TRUE(all.chosen);
    ASSERT_TRUE(all.oracle);
    EXPECT_EQ(all.arms[all.chosen->arm].step, 300);
    EXPECT_NEAR(all.chosen->mean, 0.94, 1e-12);
    EXPECT_THAT(all.chosen->seeds, ElementsAre(1, 2, 3));
    EXPECT_THAT(all.chosen->among, SizeIs(4)) << "standard training is no stop";
    EXPECT_EQ(all.arms[all.oracle->arm].step, 500);
    EXPECT_THAT(names(all.table), ElementsAre("Standard training", "100", "300, chosen",
                                              "500, oracle", "never (no early end)"));
    EXPECT_THAT(all.notes, IsEmpty());
}

TEST(Verdict, pairs_the_chosen_stop_seed_by_seed) {
    const Verdict all = verdict(sweep(), question());
    ASSERT_THAT(all.contrasts, SizeIs(3)); // standard training, the oracle, never
    const Contrast& to_standard = all.contrasts[0];
    EXPECT_EQ(to_standard.subject, "300, chosen");
    EXPECT_EQ(to_standard.other, "Standard training");
    EXPECT_EQ(to_standard.id.summary.n, 3U);
    EXPECT_NEAR(to_standard.id.summary.mean, -0.02, 1e-12);
    EXPECT_NEAR(to_standard.id.summary.sd, 0, 1e-12);
    // 0.60 + 0.02 s - (0.40 + 0.01 s) for s = 1, 2, 3.
    EXPECT_NEAR(to_standard.ood.differences[2], 0.23, 1e-12);
    EXPECT_NEAR(to_standard.ood.summary.mean, 0.22, 1e-12);
    EXPECT_NEAR(to_standard.ood.summary.sd, 0.01, 1e-12);
    EXPECT_NEAR(all.contrasts[1].ood.summary.mean, -0.08, 1e-12);
    EXPECT_EQ(all.contrasts[2].other, "never (no early end)");
    EXPECT_NEAR(all.contrasts[2].ood.summary.mean, 0.07, 1e-12);
}

TEST(Verdict, counts_how_often_a_rule_wins) {
    VerdictQuestion asked = question();
    asked.rule = rule_from_text("id=at_step,step=480");
    const Verdict all = verdict(sweep(), asked);
    ASSERT_TRUE(all.rule);
    // The nearest stop is 500, better than 100 and 300 with every seed.
    EXPECT_THAT(all.rule->choices, SizeIs(3));
    EXPECT_EQ(all.rule->choices[0].stop, 500);
    EXPECT_EQ(all.rule->winning_rate, 1);
    EXPECT_EQ(all.rule->interval.low, 1);
    EXPECT_EQ(all.rule->interval.high, 1);
    EXPECT_EQ(all.rule->interval.seeds, 3U);
    EXPECT_EQ(all.rule->after_stop, 6U) << "in the runs that had stopped at 100 and 300";
    // Two runs a seed go on as far as that: the one that stopped at 500 and the one that never did.
    EXPECT_EQ(all.rule->wins[0].compared, 4U);
    EXPECT_THAT(names(all.table).back(), HasSubstr("at step 480"));
    EXPECT_NEAR(all.table.rows.back().cells[1].summary.mean, 0.72, 1e-12);
    EXPECT_THAT(all.contrasts, SizeIs(6));
    EXPECT_EQ(all.contrasts[4].other, "500, oracle");
    EXPECT_EQ(all.contrasts[4].ood.summary.mean, 0);
}

TEST(Verdict, says_for_which_seeds_a_rule_is_silent) {
    VerdictQuestion asked = question();
    asked.rule = rule_from_text("id=at_step,step=2000");
    const Verdict all = verdict(sweep(), asked);
    EXPECT_THAT(all.rule->choices, IsEmpty());
    EXPECT_THAT(all.rule->winning_rate, IsNan());
    EXPECT_THAT(all.rule->interval.low, IsNan());
    EXPECT_THAT(all.notes, Contains(HasSubstr("chooses nothing for seed 1, 2, 3")));
}

TEST(Verdict, leaves_out_stops_that_do_not_compare_and_says_so) {
    ComparedRuns runs = sweep();
    runs[1] = run(1, 300, {0.91, 0.60, std::nan("")}); // diverged
    runs.push_back(run(1, 700, {0.99, 0.99, 0.99}));   // one seed of three
    const Verdict all = verdict(runs, question());
    ASSERT_TRUE(all.chosen);
    EXPECT_EQ(all.arms[all.chosen->arm].ending, StopEnding::planned);
    EXPECT_THAT(all.notes, Contains("accuracy.id_validation: stop 300 is left out of the choice: a "
                                    "value is not finite"));
    EXPECT_THAT(all.notes, Contains("accuracy.id_validation: stop 700 is left out of the choice: "
                                    "it has 1 of 3 seeds"));
    EXPECT_EQ(all.arms[all.oracle->arm].step, 500) << "nor does it count for hindsight";
}

TEST(Verdict, compares_means_over_the_same_seeds) {
    ComparedRuns runs = sweep();
    runs.erase(runs.begin()); // stop 100 has no seed 1
    const Verdict all = verdict(runs, question());
    EXPECT_THAT(all.chosen->seeds, ElementsAre(2, 3));
    EXPECT_NEAR(all.chosen->mean, 0.945, 1e-12);
    EXPECT_THAT(all.notes,
                Contains(HasSubstr("the choice is over the 2 seeds that all stops have")));
}

TEST(Verdict, chooses_nothing_without_a_validation_split) {
    VerdictQuestion asked = question();
    asked.validation_series = "";
    const Verdict all = verdict(sweep(), asked);
    EXPECT_FALSE(all.chosen);
    EXPECT_THAT(all.contrasts, IsEmpty());
    EXPECT_THAT(all.notes, Contains(HasSubstr("have no validation split")));
    asked.validation_series = id;
    EXPECT_THAT(verdict(sweep(), asked).notes,
                Contains(HasSubstr("accuracy.id_test is not of a validation split")));
    EXPECT_EQ(usual_validation_series(sweep(), id), validation);
    EXPECT_EQ(usual_validation_series({test::ended_run(1, 2, 0.5, 0.5)}, id), "");
}

TEST(StopArms, are_named_by_what_differs) {
    Event held{.step = 200, .kind = EventKind::held};
    Event fired{.step = 310, .kind = EventKind::released_all, .actor = Actor::rule};
    fired.details.set("trigger", std::string("steady"));
    const auto with = [](const Event& event, const std::string& config) {
        return test::little_run({.config = config, .events = {event}});
    };
    const std::string rule = "[[triggers]]\nid = \"stabilisation\"\nname = \"steady\"\n";
    const std::string at = "[[triggers]]\nid = \"at_step\"\nname = \"steady\"\nstep = 310\n";
    const ComparedRuns runs{
        run(1, 300, {}),
        run(1, -1, {}),
        with(held, unfreezing()),
        with(fired, unfreezing(rule)),
        with(fired, unfreezing(at)),
        run(1, 300, {}, unfreezing("order = \"random\"\n")),
        run(1, -1, {}, unfreezing("order = \"top_down\"\n")),
        run(1, -1, {}, "[intervention]\nid = \"learning_rate_switch\"\nstep = 200\n"),
        run(1, -1, {}, unfreezing("keep_frozen = 2\n")),
        run(1, -1, {}, standard)};
    std::vector<std::string> notes, names;
    for (const StopArm& arm : stop_arms(runs, notes))
        names.push_back(arm.name);
    EXPECT_THAT(names, ElementsAre("Standard training", "hold at 200", "300", "310",
                                   "never (no early end)", "rule steady", "Learning-rate switch",
                                   "keep_frozen = 2, never (no early end)", "order = random, 300"));
    EXPECT_THAT(notes, ElementsAre(HasSubstr("1 run repeats a stop and a seed")))
        << "top_down is the default, so two runs never stopped";
}

TEST(StopArms, name_k_where_it_differs) {
    const auto k = [](int interval) {
        return run(1, -1, {},
                   "[intervention]\nid = \"gradual_unfreezing\"\ninterval = " +
                       std::to_string(interval) + "\n");
    };
    std::vector<std::string> notes, names;
    for (const StopArm& arm : stop_arms({k(200), k(50), run(1, 300, {})}, notes))
        names.push_back(arm.name);
    EXPECT_THAT(names, ElementsAre("k = 50, never (no early end)", "k = 100, 300",
                                   "k = 200, never (no early end)"));
}

TEST(StopArms, are_of_one_problem) {
    std::vector<std::string> notes;
    const ComparedRuns runs{run(1, 300, {}, unfreezing("[network]\nwidth = 4\n")),
                            run(1, 300, {}, unfreezing("[network]\nwidth = 8\n"))};
    try {
        stop_arms(runs, notes);
        FAIL() << "taken";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("they differ in network.width; give runs"));
    }
}

} // namespace
} // namespace thaw
