// A run flattened into fields.
#include "core/compare/run_facts.h"

#include "core/run/error.h"
#include "tests/compare/little_runs.h"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

Event event(std::int64_t step, EventKind kind, const char* key = nullptr, const char* text = "") {
    Event made;
    made.step = step;
    made.kind = kind;
    if (key != nullptr)
        made.details.set(key, std::string(text));
    return made;
}

RunRecord example() {
    RunRecord record;
    record.header.run_id = "0123456789abcdef0123456789abcdef";
    record.header.name = "example";
    record.header.created = "2026-11-24T12:00:00Z";
    record.header.config = R"(
[run]
seed = 7
[training]
steps = 200
[dataset]
id = "mnist"
[optimiser]
id = "sgd"
learning_rate = 0.05
nesterov = true
[schedule]
milestones = [50, 60]
[[ood]]
shift = "fog"
severity = 5
[[ood]]
shift = "stripe"
[[metrics]]
id = "evaluation"
name = "judged"
every = 10
)";
    record.header.plan.steps = 200;
    const auto split = [&](const char* name, SplitRole role) {
        SplitInfo info;
        info.name = name;
        info.role = role;
        record.header.plan.splits.push_back(info);
    };
    split("id_test", SplitRole::id);
    split("fog_5", SplitRole::ood);
    split("stripe", SplitRole::ood);
    MetricInfo metric{"judged", "evaluation", {}, {}, {}};
    metric.series = {test::described("accuracy.ood_mean"), test::described("loss.id_test"),
                     test::described("accuracy.fog_5"), test::described("fisher_trace")};
    record.header.plan.metrics = {metric};
    MetricColumns columns;
    columns.step = {0, 10, 20, 30};
    columns.wall_time = {0, 1, 2, 3.5};
    columns.train_time = {0, 0.5, 1, 1.5};
    columns.series.resize(4);
    columns.series[0].value = {nan, 0.5, 0.5, 0.25};
    columns.series[1].value = {3, 1, 2, inf};
    columns.series[2].value = {0, 0, 0, 0};
    columns.series[3].value = {1, 2, 3, 4};
    record.metrics = {columns};
    record.events = {event(0, EventKind::started),
                     event(10, EventKind::released, "block", "layer2"),
                     event(20, EventKind::released, "block", "layer1"),
                     event(25, EventKind::trigger_fired, "trigger", "calm"),
                     event(25, EventKind::held),
                     event(28, EventKind::trigger_fired, "trigger", "late"),
                     event(29, EventKind::diverged)};
    record.status.state = RunState::interrupted;
    record.status.last_step = 30;
    return record;
}

double number(const RunFacts& facts, const char* field) {
    return facts.number(Field(field));
}

TEST(RunFacts, TellWhatARunIsAndWhatCameOut) {
    const RunFacts facts = facts_of(example(), "/runs/a/example.thaw.h5");
    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.text(Field("name")), "example");
    EXPECT_EQ(facts.text(Field("file")), "example.thaw.h5");
    EXPECT_EQ(facts.text(Field("folder")), "/runs/a");
    EXPECT_EQ(facts.text(Field("state")), "interrupted");
    EXPECT_EQ(facts.text(Field("ood")), "fog_5, stripe");
    EXPECT_EQ(number(facts, "last_step"), 30);
    EXPECT_EQ(number(facts, "steps"), 200);
    EXPECT_EQ(number(facts, "duration"), 3.5);
    EXPECT_EQ(number(facts, "train_duration"), 1.5);
    EXPECT_FALSE(is_known(facts.find(Field("parent"))));
    EXPECT_FALSE(is_known(facts.find(Field("reason"))));
}

TEST(RunFacts, TellWhatWasDone) {
    const RunFacts facts = facts_of(example(), "a.thaw.h5");
    EXPECT_EQ(number(facts, "stop_step"), 25);
    EXPECT_EQ(number(facts, "releases"), 2);
    EXPECT_EQ(number(facts, "release_step.layer2"), 10);
    EXPECT_EQ(number(facts, "release_step.layer1"), 20);
    EXPECT_EQ(facts.text(Field("trigger")), "calm");
    EXPECT_EQ(number(facts, "trigger_step"), 25);
    EXPECT_EQ(number(facts, "diverged_step"), 29);
    EXPECT_FALSE(is_known(facts.find(Field("resumed"))));
    RunRecord plain = example();
    plain.events.clear();
    EXPECT_FALSE(is_known(facts_of(plain, "a.thaw.h5").find(Field("stop_step"))));
}

TEST(RunFacts, TellWhetherItWentOnExactly) {
    const Field exact("exact_continuation");
    const Field different("different");
    const auto after = [&](const std::vector<Event>& events) {
        RunRecord record = example();
        record.events = events;
        return facts_of(record, "a.thaw.h5");
    };
    const auto event = [](EventKind kind, std::vector<std::pair<std::string, std::string>> texts) {
        Event made{.step = 10, .kind = kind};
        for (const auto& [key, text] : texts)
            made.details.set(key, text);
        return made;
    };
    const Event same = event(EventKind::resumed, {{"different", ""}});
    const Event elsewhere = event(EventKind::resumed, {{"different", "threads 2 (here 4)"}});
    const Event unknown = event(EventKind::resumed, {}); // by a program that compared less
    const Event heir =
        event(EventKind::forked, {{"different", ""}, {"inherited", "cpu a (here b)"}});

    EXPECT_EQ(after({}).find(exact), Fact(true));
    EXPECT_EQ(after({same, same}).find(exact), Fact(true));
    EXPECT_FALSE(is_known(after({same}).find(different)));
    EXPECT_EQ(after({same, elsewhere, same}).find(exact), Fact(false));
    EXPECT_EQ(after({same, elsewhere}).text(different), "threads 2 (here 4)");
    EXPECT_FALSE(is_known(after({same, unknown}).find(exact)));
    EXPECT_EQ(after({unknown, elsewhere}).find(exact), Fact(false));
    EXPECT_EQ(after({heir}).find(exact), Fact(false));
    EXPECT_EQ(after({heir, elsewhere}).text(different), "cpu a (here b); threads 2 (here 4)");
    EXPECT_EQ(kind_of(exact), FieldKind::run);
}

TEST(RunFacts, HaveFinalAndBestValues) {
    const RunFacts facts = facts_of(example(), "a.thaw.h5");
    EXPECT_EQ(number(facts, "accuracy.ood_mean"), 0.25);
    EXPECT_EQ(number(facts, "best.accuracy.ood_mean"), 0.5);
    EXPECT_EQ(number(facts, "best_step.accuracy.ood_mean"), 10); // the first that had it
    EXPECT_EQ(number(facts, "loss.id_test"), inf);
    EXPECT_EQ(number(facts, "best.loss.id_test"), 1);
    EXPECT_EQ(number(facts, "fisher_trace"), 4);
    EXPECT_FALSE(is_known(facts.find(Field("best.fisher_trace"))));
    EXPECT_FALSE(is_known(facts.find(Field("accuracy.fog_5")))); // not listed
}

TEST(RunFacts, HaveTheMainScoreWhateverItIs) {
    const RunFacts facts = facts_of(example(), "a.thaw.h5");
    EXPECT_EQ(number(facts, "ood_score"), 0.25);
    EXPECT_EQ(number(facts, "best.ood_score"), 0.5);
    EXPECT_FALSE(is_known(facts.find(Field("id_score")))); // the loss is no score
    const auto regression = test::little_run({.series = {{"calibration_error.id_test", {0.5}},
                                                         {"r2.id_test", {0.2, 0.9, 0.8}},
                                                         {"r2.ood_mean", {0.1, 0.3}},
                                                         {"r2.id_validation", {0.7}},
                                                         {"r2.far_5", {0.6}}}});
    EXPECT_EQ(number(regression->facts, "id_score"), 0.8);
    EXPECT_EQ(number(regression->facts, "best.id_score"), 0.9);
    EXPECT_EQ(number(regression->facts, "best_step.id_score"), 10);
    EXPECT_EQ(number(regression->facts, "ood_score"), 0.3);
    EXPECT_EQ(number(regression->facts, "best.calibration_error.id_test"), 0.5);
    EXPECT_EQ(number(regression->facts, "r2.id_validation"), 0.7) << "read like the others";
    EXPECT_FALSE(is_known(regression->facts.find(Field("r2.far_5"))));
    EXPECT_EQ(kind_of(Field("id_score")), FieldKind::run);
}

TEST(RunFacts, HaveTheConfigByItsKeys) {
    const RunFacts facts = facts_of(example(), "a.thaw.h5");
    EXPECT_EQ(number(facts, "training.steps"), 200);
    EXPECT_EQ(number(facts, "optimiser.learning_rate"), 0.05);
    EXPECT_EQ(facts.find(Field("optimiser.nesterov")), Fact(true));
    EXPECT_EQ(facts.text(Field("schedule.milestones")), "[50, 60]");
    EXPECT_EQ(facts.text(Field("ood.0.shift")), "fog");
    EXPECT_EQ(number(facts, "metrics.judged.every"), 10);
    RunRecord damaged = example();
    damaged.header.config = "[run";
    EXPECT_THROW(facts_of(damaged, "a.thaw.h5"), Error);
}

TEST(RunFacts, TellOfAFork) {
    RunRecord fork = example();
    fork.header.parent = Parent{"feed", "parent.thaw.h5", 12};
    const RunFacts facts = facts_of(fork, "a.thaw.h5");
    EXPECT_EQ(facts.text(Field("parent")), "feed");
    EXPECT_EQ(facts.text(Field("parent_file")), "parent.thaw.h5");
    EXPECT_EQ(number(facts, "fork_step"), 12);
}

TEST(RunFacts, OfAnUnreadableFileSayWhy) {
    const RunFacts facts = unreadable("/runs/x.thaw.h5", "cut off");
    EXPECT_EQ(facts.problem, "cut off");
    EXPECT_EQ(facts.text(Field("name")), "x");
    EXPECT_EQ(facts.text(Field("state")), "damaged");
}

TEST(RunFacts, AreSetAndRemoved) {
    RunFacts facts;
    facts.set(Field("b"), 1.0);
    facts.set(Field("a"), true);
    facts.set(Field("b"), 2.0);
    ASSERT_EQ(facts.all().size(), 2U);
    EXPECT_EQ(facts.all().front().first.name(), "a");
    EXPECT_EQ(number(facts, "b"), 2);
    facts.set(Field("b"), {});
    EXPECT_FALSE(is_known(facts.find(Field("b"))));
    EXPECT_TRUE(std::isnan(number(facts, "a"))); // of another kind
}

TEST(RunFacts, ShortWordsStandForFields) {
    EXPECT_EQ(field_of("ood_acc"), Field("accuracy.ood_mean"));
    EXPECT_EQ(field_of("seed"), Field("run.seed"));
    EXPECT_EQ(field_of("stop_step"), Field("stop_step"));
    EXPECT_EQ(heading(Field("training.steps")), "training.steps");
    EXPECT_EQ(heading(field_of("ood_acc")), "OOD accuracy");
    for (const auto& word : short_words())
        EXPECT_NE(field_of(word).name(), word);
}

TEST(RunFacts, SortWithUnknownAndNanLast) {
    std::vector<Fact> facts{Fact(), Fact(nan), Fact(2.0), Fact(-inf)};
    std::stable_sort(facts.begin(), facts.end(), sorts_before);
    EXPECT_EQ(facts[0], Fact(-inf));
    EXPECT_EQ(facts[1], Fact(2.0));
    EXPECT_TRUE(std::isnan(std::get<double>(facts[2])));
    EXPECT_FALSE(is_known(facts[3]));
}

TEST(RunFacts, FieldsComeInReadingOrder) {
    const auto fields = fields_of({std::make_shared<RunFacts>(facts_of(example(), "a.thaw.h5")),
                                   std::make_shared<RunFacts>(unreadable("b.thaw.h5", "x"))});
    EXPECT_EQ(fields.front().name(), "name");
    const auto at = [&](const char* name) {
        return std::find(fields.begin(), fields.end(), Field(name)) - fields.begin();
    };
    EXPECT_LT(at("stop_step"), at("accuracy.ood_mean"));
    EXPECT_LT(at("best.accuracy.ood_mean"), at("training.steps"));
    EXPECT_LT(at("training.steps"), static_cast<std::ptrdiff_t>(fields.size()));
}

TEST(RunFacts, ReadAsText) {
    EXPECT_EQ(to_text(Fact(0.1)), "0.1");
    EXPECT_EQ(to_text(Fact(200.0)), "200");
    EXPECT_EQ(to_text(Fact(nan)), "nan");
    EXPECT_EQ(to_text(Fact(std::vector<std::string>{"a", "b"})), "a, b");
    EXPECT_EQ(to_text(Fact()), "");
}

} // namespace
} // namespace thaw
