#include "core/run/rule.h"

#include "core/run/sentences.h"
#include "tests/run/session_bench.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using test::Bench;
using test::command;
using test::config_with;
using test::steps;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The curve is 1 + exp(-step / 5), read every second step: 1.0907 at 12 is the first below 1.1.
Item below(const std::string& name, double value, Action action) {
    Table settings;
    settings.set("name", name);
    settings.set("metric", std::string("curve"));
    settings.set("value", value);
    settings.set("action", to_text(action));
    return make_rule("threshold", settings);
}

Item at_step(const std::string& name, std::int64_t step, Action action) {
    Table settings;
    settings.set("name", name);
    settings.set("step", step);
    settings.set("action", to_text(action));
    if (action == Action::set_learning_rate)
        settings.set("learning_rate", 0.25);
    return make_rule("at_step", settings);
}

Item changed(Item rule, const std::string& key, const Value& value) {
    rule.settings.set(key, value);
    return rule;
}

RunCommand set(const Item& rule) {
    return {.action = Action::set_rule, .rule = rule};
}

RunCommand remove(const std::string& name) {
    RunCommand c = command(Action::remove_rule);
    c.rule.settings.set("name", name);
    return c;
}

using Asked = std::vector<std::pair<std::int64_t, RunCommand>>; // at which boundary

// The run in which a person asks these things, each in time for its boundary.
void go_asking(Bench& run, const Asked& asked, SessionOptions options = {}) {
    for (const auto& [step, what] : asked)
        if (step == 0)
            run.commands.push(what);
    run.trainer.before_update = [&run, asked](std::int64_t step) {
        for (const auto& [at, what] : asked)
            if (at == step + 1)
                run.commands.push(what);
    };
    run.go(std::move(options));
}

// All that the log says about each event, checkpoints and times left out.
std::vector<std::string> whole_story(const std::vector<Event>& events) {
    std::vector<std::string> lines;
    for (const auto& event : events)
        if (event.kind != EventKind::checkpoint_saved)
            lines.push_back(event_sentence(event) + "\n" + to_toml(event.details));
    return lines;
}

TEST(Rule, SetWhileTheRunGoesOnFiresOnceWithItsAction) {
    Bench run(config_with(""));
    go_asking(run, {{5, set(below("low", 1.1, Action::release_all))}});
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "5 rule_set", "10 released block2", "12 trigger_fired",
                            "12 released_all", "12 released block1", "12 released block0",
                            "40 ended"));
    const auto events = run.recorder.events();
    const auto fired = std::find_if(events.begin(), events.end(), [](const Event& event) {
        return event.kind == EventKind::trigger_fired;
    });
    EXPECT_EQ(fired->details.text("trigger"), "low");
    EXPECT_DOUBLE_EQ(fired->details.real("value"), 1 + std::exp(-12.0 / 5.0));
}

TEST(Rule, OnASeriesThatTheRunDoesNotHaveIsRefused) {
    Bench run(config_with(""));
    go_asking(run, {{5, set(changed(below("low", 1.1, Action::hold), "metric",
                                    std::string("no_such_curve")))}});
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "5 refused", "10 released block2", "20 released block1",
                            "30 released block0", "40 ended"));
    const Event refused = run.recorder.events()[2]; // after the start and its checkpoint
    ASSERT_EQ(refused.kind, EventKind::refused);
    EXPECT_EQ(refused.details.text("reason"), "the run has no series of this name");
    EXPECT_EQ(refused.command, 1);
    EXPECT_THAT(rules_in_force(run.config, run.recorder.events()), IsEmpty());
}

TEST(Rule, ThatIsMovedFiresWhereItStandsNow) {
    Bench run(config_with(""));
    go_asking(run, {{5, set(at_step("hold", 8, Action::hold))},
                    {7, set(at_step("hold", 25, Action::hold))}});
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "5 rule_set", "7 rule_set", "10 released block2",
                            "20 released block1", "25 trigger_fired", "25 held", "40 ended"));
}

TEST(Rule, SetAgainHasNotFired) {
    Bench run(config_with(""));
    go_asking(run, {{5, set(at_step("next", 8, Action::release_next))},
                    {12, set(at_step("next", 15, Action::release_next))}});
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "5 rule_set", "8 trigger_fired", "8 released block2",
                            "10 released block1", "12 rule_set", "15 trigger_fired",
                            "15 released block0", "40 ended"));
}

TEST(Rule, ThatIsDisabledNeverFiresUntilItIsEnabled) {
    const Item rule = at_step("hold", 15, Action::hold);
    Bench run(config_with(""));
    go_asking(run, {{5, set(rule)}, {6, set(changed(rule, "enabled", false))}});
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "5 rule_set", "6 rule_set", "10 released block2",
                            "20 released block1", "30 released block0", "40 ended"));

    Bench enabled(config_with(""));
    go_asking(enabled, {{5, set(changed(rule, "enabled", false))}, {12, set(rule)}});
    EXPECT_THAT(enabled.recorder.story(),
                ElementsAre("0 started", "5 rule_set", "10 released block2", "12 rule_set",
                            "15 trigger_fired", "15 held", "40 ended"));
}

TEST(Rule, OfTheConfigThatIsDisabledNeverFires) {
    const std::string trigger = "[[triggers]]\nid = \"at_step\"\nstep = 15\naction = \"hold\"\n";
    Bench on(config_with(trigger)), off(config_with(trigger + "enabled = false\n"));
    on.go();
    off.go();
    EXPECT_THAT(on.recorder.story(), ElementsAre("0 started", "10 released block2",
                                                 "15 trigger_fired", "15 held", "40 ended"));
    EXPECT_THAT(off.recorder.story(),
                ElementsAre("0 started", "10 released block2", "20 released block1",
                            "30 released block0", "40 ended"));
}

TEST(Rule, ThatIsRemovedWatchesNoLonger) {
    Bench run(config_with("[[triggers]]\nid = \"at_step\"\nstep = 15\naction = \"hold\"\n"));
    go_asking(run, {{12, remove("at_step")}, {13, remove("at_step")}});
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "10 released block2", "12 rule_removed", "13 refused",
                            "20 released block1", "30 released block0", "40 ended"));
    const auto events = run.recorder.events();
    const auto refused = std::find_if(events.begin(), events.end(), [](const Event& event) {
        return event.kind == EventKind::refused;
    });
    EXPECT_EQ(refused->details.text("reason"), "there is no rule of this name");
}

// Everything that can happen to rules, at many boundaries: two that fire together, one of the
// config that is removed and set again, one that is enabled late, refusals.
const char* const with_rules = R"(
[[triggers]]
id = "stabilisation"
name = "calm"
metric = "curve"
tau = 3
rapid = 0.05
action = "set_learning_rate"
learning_rate = 0.05
[[triggers]]
id = "at_step"
name = "late"
step = 30
action = "hold"
[checkpoints]
every = 1
)";

Asked busy_person() {
    const auto relative = [](Item rule) {
        rule.settings.set("relative", true);
        rule.settings.set("patience", std::int64_t{2});
        return rule;
    };
    const Item off = at_step("off", 26, Action::release_next);
    return {{4, set(relative(below("z_first", 0.8, Action::release_next)))},
            {4, set(relative(below("a_second", 0.8, Action::pause)))},
            {4, set(changed(relative(below("a_second", 0.8, Action::hold)), "action",
                            std::string("checkpoint")))},
            {6, set(changed(below("nowhere", 1, Action::hold), "metric", std::string("none")))},
            {8, remove("late")},
            {9, remove("late")},
            {12, set(at_step("late", 33, Action::release_next))},
            {14, set(changed(off, "enabled", false))},
            {21, command(Action::hold)},
            {24, set(off)},
            {27, remove("calm")},
            {28, set(at_step("rate", 35, Action::set_learning_rate))}};
}

class FromEveryBoundary : public testing::TestWithParam<std::int64_t> {};

TEST_P(FromEveryBoundary, RulesGoOnAsTheyStood) {
    Bench whole(config_with(with_rules));
    go_asking(whole, busy_person());
    Bench again(whole.config);
    again.go({.replay = recorded_commands(whole.recorder.events())},
             whole.recorder.checkpoints.at(GetParam()));
    EXPECT_EQ(again.trainer.digest(), whole.trainer.digest());

    std::vector<Event> expected = whole.recorder.events(), seen = again.recorder.events();
    std::erase_if(expected, [](const Event& event) {
        return event.step < GetParam() || event.kind == EventKind::started;
    });
    ASSERT_EQ(seen.front().kind, EventKind::resumed);
    seen.erase(seen.begin());
    EXPECT_EQ(whole_story(seen), whole_story(expected));

    auto rows = whole.recorder.readings();
    std::erase_if(rows, [](const auto& row) { return row[0] < GetParam(); });
    EXPECT_EQ(again.recorder.readings(), rows);
}

TEST_P(FromEveryBoundary, TheLogTellsWhichRulesTheSessionHas) {
    Bench run(config_with(with_rules));
    go_asking(run, busy_person());
    std::vector<Event> before = run.recorder.events();
    std::erase_if(before, [](const Event& event) { return event.step >= GetParam(); });
    const auto told = rules_in_force(run.config, before);
    const SessionState had =
        state_from_notes(run.trainer.restore(run.recorder.checkpoints.at(GetParam())));
    ASSERT_EQ(told.size(), had.triggers.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
        const Rule& rule = told[i];
        const TriggerState& state = had.triggers.at(rule.trigger.settings.text("name"));
        EXPECT_EQ(state.place, static_cast<std::int64_t>(i));
        EXPECT_EQ(state.id, rule.trigger.id);
        EXPECT_EQ(state.fired, rule.fired_step >= 0);
        EXPECT_EQ(state.settings, rule.from_config ? Table() : rule.trigger.settings);
    }
}

INSTANTIATE_TEST_SUITE_P(Rule, FromEveryBoundary, testing::Range<std::int64_t>(0, steps));

TEST(Rule, TheLogRepeatsTheRunFromItsStart) {
    Bench whole(config_with(with_rules)), again(whole.config);
    go_asking(whole, busy_person());
    again.go({.replay = recorded_commands(whole.recorder.events())});
    EXPECT_EQ(whole_story(again.recorder.events()), whole_story(whole.recorder.events()));
    EXPECT_EQ(again.trainer.digest(), whole.trainer.digest());
}

TEST(Rule, ACommandThatReleasedManyBlocksIsRepeatedOnce) {
    Bench whole(config_with("", {"intervention.order=lp_ft"})), again(whole.config);
    go_asking(whole, {{5, command(Action::release_next)}});
    const auto recorded = recorded_commands(whole.recorder.events());
    ASSERT_EQ(recorded.size(), 1U);
    again.go({.replay = recorded});
    EXPECT_EQ(whole_story(again.recorder.events()), whole_story(whole.recorder.events()));
}

TEST(Rule, ThatWasRemovedStaysRemovedInAFork) {
    Bench parent(config_with(with_rules));
    go_asking(parent, {{8, remove("late")}});
    Bench child(config_with(with_rules, {"intervention.interval=15"}));
    child.go({}, parent.recorder.checkpoints.at(20), EventKind::forked);
    for (const auto& line : child.recorder.story())
        EXPECT_THAT(line, testing::Not(HasSubstr("held")));
}

TEST(RulesInForce, TellsWhoSetARuleAndWhenItFired) {
    Bench run(config_with("[[triggers]]\nid = \"at_step\"\nstep = 9\naction = \"checkpoint\"\n"));
    const Item low = below("low", 1.1, Action::hold);
    go_asking(run, {{5, set(low)}});
    const auto rules = rules_in_force(run.config, run.recorder.events());
    ASSERT_EQ(rules.size(), 2U);
    EXPECT_TRUE(rules[0].from_config);
    EXPECT_EQ(rules[0].fired_step, 9);
    EXPECT_FALSE(rules[1].from_config);
    EXPECT_EQ(rules[1].trigger, low);
    EXPECT_EQ(rules[1].set_step, 5);
    EXPECT_EQ(rules[1].fired_step, 12);
}

TEST(RuleDetails, HoldTheWholeRule) {
    for (const auto& rule :
         {below("low", 0.1, Action::hold), at_step("late", 7, Action::set_learning_rate),
          changed(below("with \"quotes\" é", -1e-300, Action::stop), "enabled", false)}) {
        Event event;
        event.details = table_from_toml(to_toml(rule_details(rule)));
        EXPECT_EQ(rule_of(event), rule) << rule_text(rule);
        EXPECT_EQ(event.details.text("trigger"), rule.settings.text("name"));
    }
}

// The sentence with which make_rule refuses.
std::string refusal(const std::string& id, const std::map<std::string, Value>& settings) {
    Table table;
    for (const auto& [key, value] : settings)
        table.set(key, value);
    try {
        make_rule(id, table);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::usage);
        return error.what();
    }
    return {};
}

TEST(MakeRule, FillsInDefaultsAndANameOfItsOwn) {
    Table settings;
    settings.set("step", std::int64_t{5});
    settings.set("action", std::string("hold"));
    const Item rule = make_rule("at_step", settings);
    EXPECT_EQ(rule.settings.text("name"), "at_step");
    EXPECT_TRUE(rule.settings.boolean("enabled"));
    EXPECT_DOUBLE_EQ(rule.settings.real("learning_rate"), 0);
}

TEST(MakeRule, SaysWhatIsWrong) {
    const Value curve = std::string("curve"), hold = std::string("hold");
    const std::map<std::string, Value> good{{"metric", curve}, {"value", 1.0}, {"action", hold}};
    const auto with = [&](const std::string& key, const Value& value) {
        auto settings = good;
        settings[key] = value;
        return settings;
    };
    EXPECT_EQ(refusal("threshold", good), "");
    EXPECT_THAT(refusal("treshold", good), HasSubstr("did you mean 'threshold'"));
    EXPECT_THAT(refusal("threshold", with("patiense", 3.0)), HasSubstr("did you mean 'patience'"));
    EXPECT_THAT(refusal("threshold", with("patience", std::int64_t{0})),
                HasSubstr("patience: 0 is out of range; allowed: at least 1"));
    EXPECT_THAT(refusal("threshold", with("value", std::nan(""))), HasSubstr("out of range"));
    EXPECT_THAT(refusal("threshold", with("value", std::string("low"))),
                HasSubstr("value: must be a number"));
    EXPECT_THAT(refusal("threshold", with("direction", std::string("abov"))),
                HasSubstr("did you mean 'above'"));
    EXPECT_THAT(refusal("threshold", with("action", std::string("go_on"))),
                HasSubstr("action: 'go_on' is not allowed"));
    EXPECT_THAT(refusal("threshold", with("action", std::string("set_learning_rate"))),
                HasSubstr("learning_rate"));
    EXPECT_THAT(refusal("threshold", {{"action", hold}, {"value", 1.0}}),
                HasSubstr("metric: is missing"));
    EXPECT_THAT(refusal("at_step", {{"step", std::int64_t{-1}}, {"action", hold}}),
                HasSubstr("step: -1 is out of range"));
}

} // namespace
} // namespace thaw
