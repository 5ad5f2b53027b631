#include "core/run/sentences.h"
#include "tests/run/session_bench.h"

#include <gmock/gmock.h>
#include <thread>

namespace thaw {
namespace {

using test::Bench;
using test::command;
using test::config_with;
using test::steps;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(Session, ReleasesOneBlockEveryIntervalFromTheHeadDown) {
    Bench run(config_with(""));
    const SessionEnd end = run.go();
    EXPECT_EQ(end.state, EndState::finished);
    EXPECT_EQ(end.step, steps);
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "10 released block2", "20 released block1",
                            "30 released block0", "40 ended"));
    EXPECT_EQ(run.recorder.finished, 1);
}

TEST(Session, ReadsMetricsAtTheirCadenceAndAtBothEnds) {
    Bench run(config_with("", {"metrics[0].early_every=4"}));
    run.trainer.change_plan().metrics[0].cadence = {4, 12, 9};
    run.go();
    std::vector<double> at;
    for (const auto& row : run.recorder.readings())
        at.push_back(row[0]);
    EXPECT_THAT(at, ElementsAre(0, 4, 8, 12, 18, 27, 36, 40));
}

// What the bundle of a boundary says; every boundary has one.
const EventBundle& bundle_at(const Bench& run, std::int64_t step) {
    for (const auto& bundle : run.recorder.bundles)
        if (bundle->step == step)
            return *bundle;
    throw std::logic_error(fmt::format("no bundle of step {}", step));
}

TEST(Session, EpochAndExamplesCountTheShortBatch) {
    Bench run(config_with(""));
    run.go();
    EXPECT_EQ(bundle_at(run, 9).examples, 36);
    EXPECT_EQ(bundle_at(run, 10).examples, 38);
    EXPECT_DOUBLE_EQ(bundle_at(run, 25).epoch, 2.5);
}

TEST(Session, ATriggerFiresOnceAndItsActionIsLogged) {
    Bench run(config_with("[[triggers]]\nid = \"threshold\"\nname = \"low\"\nmetric = \"curve\"\n"
                          "value = 1.1\naction = \"release_all\"\n"));
    run.go();
    // 1 + exp(-12/5) = 1.0907 is the first reading below 1.1.
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "10 released block2", "12 trigger_fired",
                            "12 released_all", "12 released block1", "12 released block0",
                            "40 ended"));
    int fired = 0;
    for (const auto& event : run.recorder.events()) {
        if (event.kind != EventKind::trigger_fired)
            continue;
        ++fired;
        EXPECT_EQ(event.details.text("trigger"), "low");
        EXPECT_DOUBLE_EQ(event.details.real("value"), 1 + std::exp(-12.0 / 5.0));
        ASSERT_EQ(event.values.size(), 1U); // the headline series
        EXPECT_EQ(event.values[0].first, "curve");
    }
    EXPECT_EQ(fired, 1);
}

TEST(Session, HoldStopsThePlanAndConfigCommandsAreDone) {
    Bench run(config_with("[[commands]]\nstep = 15\naction = \"hold\"\n"
                          "[[commands]]\nstep = 33\naction = \"release_next\"\n"));
    run.go();
    EXPECT_THAT(run.recorder.story(), ElementsAre("0 started", "10 released block2", "15 held",
                                                  "33 released block1", "40 ended"));
}

TEST(Session, AutomaticIntervalFollowsTheFirstRelease) {
    Bench run(config_with("[[triggers]]\nid = \"at_step\"\nstep = 7\naction = \"release_next\"\n",
                          {"intervention.interval=auto"}));
    run.go();
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "7 trigger_fired", "7 released block2",
                            "14 released block1", "21 released block0", "40 ended"));
}

TEST(Session, UnfreezingThatStartsInMidTrainingFreezesFirst) {
    Bench run(config_with("[[commands]]\nstep = 5\naction = \"release_all\"\n",
                          {"intervention.start=12", "intervention.interval=10"}));
    std::vector<std::vector<bool>> trainable;
    run.trainer.before_update = [&](std::int64_t) { trainable.push_back(run.trainer.trainable()); };
    run.go();
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "5 refused", "12 frozen block2", "12 frozen block1",
                            "12 frozen block0", "22 released block2", "32 released block1",
                            "40 ended"));
    EXPECT_THAT(trainable[11], ElementsAre(true, true, true, true));
    EXPECT_THAT(trainable[12], ElementsAre(false, false, false, true));
    EXPECT_THAT(trainable[22], ElementsAre(false, false, true, true));
    EXPECT_EQ(stop_step(run.recorder.events()), 32);
}

TEST(Session, BlocksThatStayFrozenAreNeverReleased) {
    Bench run(config_with("[[commands]]\nstep = 15\naction = \"release_all\"\n"
                          "[[commands]]\nstep = 20\naction = \"release_next\"\n",
                          {"intervention.keep_frozen=1", "intervention.interval=10"}));
    run.go();
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "10 released block2", "15 released_all",
                            "15 released block1", "20 refused", "40 ended"));
    EXPECT_THAT(run.trainer.trainable(), ElementsAre(false, true, true, true));
    Bench head(config_with("", {"intervention.keep_frozen=3"}));
    head.go();
    EXPECT_THAT(head.recorder.story(), ElementsAre("0 started", "40 ended"));
    EXPECT_THROW(check_plan(config_with("", {"intervention.keep_frozen=4"}), head.trainer.plan()),
                 ConfigError);
}

TEST(Session, ReleasesParametersInPlaceOfBlocks) {
    Bench run(config_with("", {"intervention.order=parameters", "intervention.interval=10"}));
    std::vector<std::ptrdiff_t> moving;
    run.trainer.before_update = [&](std::int64_t) {
        const auto& all = run.trainer.trainable();
        moving.push_back(std::count(all.begin(), all.end(), true));
    };
    run.go();
    EXPECT_EQ(moving[9], 1);
    EXPECT_EQ(moving[10], 2);
    EXPECT_EQ(moving[39], 4);
    for (const auto& event : run.recorder.events())
        if (event.kind == EventKind::released && event.step == 10) {
            EXPECT_EQ(event.details.integer("parameters"), 1);
            EXPECT_EQ(event_text(event), "1 random parameter released, as many as block2 has");
        }
}

TEST(Session, AForkMayStartUnfreezingLater) {
    Bench parent(config_with("[checkpoints]\nevery = 5\n"));
    parent.go();
    Bench child(config_with("", {"intervention.start=18"}));
    child.go({}, parent.recorder.checkpoints.at(15),
             EventKind::forked); // block2 was released at 10
    EXPECT_THAT(child.recorder.story(),
                ElementsAre("15 forked", "18 frozen block2", "28 released block2",
                            "38 released block1", "40 ended"));
}

TEST(Session, ACommandThatCannotBeDoneIsRefusedInTheLog) {
    Bench run(config_with("[[commands]]\nstep = 35\naction = \"release_next\"\n"));
    run.go();
    EXPECT_THAT(run.recorder.story(), Contains("35 refused"));
}

// The rates that the trainer was really given: entry n is update n + 1's.
std::vector<double> rates_of(Bench& run) {
    run.go();
    return run.trainer.rates;
}

TEST(Session, LearningRateIsBaseTimesScheduleTimesIntervention) {
    Bench run(config_with("[schedule]\nid = \"step\"\nevery = 20\nfactor = 0.5\n"
                          "[[commands]]\nstep = 30\naction = \"set_learning_rate\"\n"
                          "learning_rate = 0.2\n",
                          {R"(intervention={id="learning_rate_switch", step=10, factor=0.1})"}));
    const auto rates = rates_of(run);
    ASSERT_EQ(rates.size(), 40U);
    for (std::size_t update = 0; update < rates.size(); ++update) {
        const double base = update < 30 ? 0.5 : 0.2;
        const double schedule = update < 20 ? 1 : 0.5;
        const double intervention = update < 10 ? 0.1 : 1; // low to high
        EXPECT_DOUBLE_EQ(rates[update], base * schedule * intervention) << update;
        EXPECT_DOUBLE_EQ(bundle_at(run, static_cast<std::int64_t>(update)).learning_rate,
                         rates[update])
            << update;
    }
}

TEST(Session, TheLearningRateSwitchGoesDownAsWell) {
    Bench run(config_with("", {"intervention={id=\"learning_rate_switch\", step=25, factor=0.2, "
                               "order=\"high_to_low\"}"}));
    const auto rates = rates_of(run);
    ASSERT_EQ(rates.size(), 40U);
    EXPECT_DOUBLE_EQ(rates[24], 0.5);
    EXPECT_DOUBLE_EQ(rates[25], 0.1);
}

TEST(Session, ReadingsAfterTheLastUpdateAreToldItsRate) {
    for (const std::string schedule : {"constant", "cosine", "step"})
        for (const std::string intervention :
             {R"({id="none"})", R"({id="learning_rate_switch", step=40})"}) {
            Bench run(config_with("", {"schedule={id=\"" + schedule + "\", warmup=39}",
                                       "intervention=" + intervention}));
            const auto rates = rates_of(run);
            ASSERT_EQ(rates.size(), 40U);
            EXPECT_EQ(bundle_at(run, 40).learning_rate, rates.back()) << schedule << intervention;
            EXPECT_EQ(run.trainer.measured_rates.back(), rates.back()) << schedule << intervention;
        }
}

TEST(Session, ANonFiniteLossIsNotedOnceAndTrainingGoesOn) {
    Bench run(config_with(""));
    run.trainer.loss = [](std::int64_t step) { return step >= 4 ? std::nan("") : 1.0; };
    EXPECT_EQ(run.go().state, EndState::finished);
    EXPECT_THAT(run.recorder.story(), Contains("5 diverged").Times(1));
}

TEST(Session, ADivergenceRuleStopsTheRun) {
    Bench run(config_with("[[triggers]]\nid = \"divergence\"\nmetric = \"curve\"\nfactor = 100\n"
                          "action = \"stop\"\n"));
    run.trainer.curve = [](std::int64_t step) { return std::pow(2.0, static_cast<double>(step)); };
    const SessionEnd end = run.go();
    EXPECT_EQ(end.state, EndState::stopped);
    EXPECT_EQ(end.step, 8); // read every second step: 2^8 is the first above 100 x 2^0
    EXPECT_EQ(end.reason, "trigger divergence");
}

TEST(Session, ReadingsThatAreNotFiniteAreKeptAndGoOnBitForBit) {
    const auto curve = [](std::int64_t step) {
        return step % 6 == 0 ? std::nan("") : step % 6 == 2 ? INFINITY : 1.0 / (1.0 + step);
    };
    Bench whole(config_with("[[triggers]]\nid = \"threshold\"\nmetric = \"curve\"\nvalue = 0.1\n"
                            "relative = true\naction = \"hold\"\n"
                            "[[triggers]]\nid = \"stabilisation\"\nmetric = \"curve\"\n"
                            "action = \"release_all\"\n[checkpoints]\nevery = 1\n"));
    whole.trainer.curve = curve;
    whole.trainer.loss = [](std::int64_t step) { return step > 20 ? std::nan("") : 1.0; };
    whole.go();
    EXPECT_TRUE(std::isnan(whole.recorder.readings()[0][1]));
    EXPECT_TRUE(std::isinf(whole.recorder.readings()[1][1]));
    for (const std::int64_t at : {1, 7, 22, 33}) {
        Bench again(whole.config);
        again.trainer.curve = curve;
        again.trainer.loss = whole.trainer.loss;
        again.go({}, whole.recorder.checkpoints.at(at));
        EXPECT_EQ(again.trainer.digest(), whole.trainer.digest()) << at;
        EXPECT_EQ(again.recorder.story().back(), whole.recorder.story().back()) << at;
    }
}

TEST(Session, AFailingTrainerEndsTheFileWithTheReason) {
    Bench run(config_with(""));
    run.trainer.before_update = [](std::int64_t step) {
        if (step == 6)
            throw failure("the device is gone");
    };
    EXPECT_THROW(run.go(), Error);
    EXPECT_EQ(run.recorder.end, EndState::failed);
    EXPECT_EQ(run.recorder.reason, "the device is gone");
}

TEST(Session, PauseStepAndGoOnFollowCommands) {
    Bench run(config_with("[[triggers]]\nid = \"at_step\"\nstep = 5\naction = \"pause\"\n"));
    std::atomic<std::int64_t> updates = 0;
    run.trainer.before_update = [&](std::int64_t) { ++updates; };
    std::jthread session([&] { run.go(); });
    const auto settle = [&](std::int64_t expected) {
        for (int i = 0; i < 500 && updates != expected; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        return updates.load();
    };
    EXPECT_EQ(settle(5), 5);
    run.commands.push(command(Action::release_next));
    run.commands.push(command(Action::step_once));
    EXPECT_EQ(settle(6), 6);
    run.commands.push(command(Action::go_on));
    session.join();
    EXPECT_EQ(updates, steps);
    EXPECT_THAT(run.recorder.story(),
                ElementsAre("0 started", "5 trigger_fired", "5 paused", "5 released block2",
                            "5 went_on", "6 paused", "6 went_on", "10 released block1",
                            "20 released block0", "40 ended"));
}

TEST(Session, PauseEndsASessionThatNobodyCanContinue) {
    Bench run(config_with("[[triggers]]\nid = \"at_step\"\nstep = 5\naction = \"pause\"\n"));
    EXPECT_EQ(run.go({.pause_ends = true}).state, EndState::paused);
    ASSERT_EQ(run.recorder.checkpoints.count(5), 1U);

    Bench resumed(run.config); // the rule fires again at 5, but somebody wants to go on
    EXPECT_EQ(resumed.go({.pause_ends = true}, run.recorder.checkpoints[5]).state,
              EndState::finished);
}

TEST(Session, AStopInsideAMeasurementBreaksItOffAndResumeTakesItAgain) {
    Bench whole(config_with(""));
    whole.go();

    Bench stopped(whole.config);
    stopped.trainer.interruptible_polls = 3;
    stopped.trainer.before_update = [&](std::int64_t step) {
        if (step == 17)
            stopped.commands.push(command(Action::stop));
    };
    const SessionEnd end = stopped.go();
    EXPECT_EQ(end.state, EndState::stopped);
    EXPECT_EQ(end.step, 18); // readings are due at 18, and were not taken
    EXPECT_EQ(stopped.recorder.readings().back()[0], 16);

    Bench resumed(whole.config);
    resumed.go({}, stopped.recorder.checkpoints[18]);
    EXPECT_EQ(resumed.trainer.digest(), whole.trainer.digest());
    EXPECT_EQ(resumed.recorder.readings().front()[0], 18);
}

// Also those that share a boundary, come with a stop, or come too late.
TEST(Session, EveryCommandIsAnsweredExactlyOnce) {
    Bench run(config_with(""));
    std::vector<std::int64_t> asked;
    const auto ask = [&](Action action) {
        asked.push_back(run.commands.push(command(action, 0.02)).value());
    };
    run.trainer.interruptible_polls = 3;
    run.trainer.before_update = [&](std::int64_t step) {
        if (step == 3)
            for (const auto action : {Action::checkpoint, Action::checkpoint, Action::hold})
                ask(action);
        if (step == 17) // the boundary measures, and breaks it off
            for (const auto action : {Action::set_learning_rate, Action::stop, Action::checkpoint,
                                      Action::stop, Action::release_next})
                ask(action);
    };
    run.recorder.on_checkpoint = [&](std::int64_t step) {
        if (step == 18) // behind the last look at the queue
            ask(Action::release_all);
    };
    EXPECT_EQ(run.go().state, EndState::stopped);
    EXPECT_EQ(run.commands.push(command(Action::stop)), std::nullopt);

    std::vector<std::int64_t> answered;
    for (const auto& event : run.recorder.events())
        if (event.command != 0)
            answered.push_back(event.command);
    EXPECT_THAT(answered, testing::UnorderedElementsAreArray(asked));
    EXPECT_EQ(asked.size(), 9U);
    EXPECT_EQ(run.recorder.events().back().kind, EventKind::ended);
    EXPECT_EQ(run.recorder.events().back().command, asked[4]);
}

// What a rule, the plan and a person decide must come out the same from every checkpoint.
class Continue : public testing::TestWithParam<std::int64_t> {};

const char* const busy = R"(
[[triggers]]
id = "stabilisation"
name = "calm"
metric = "curve"
tau = 3
rapid = 0.05
action = "set_learning_rate"
learning_rate = 0.05
[[triggers]]
id = "threshold"
metric = "curve"
value = 0.8
relative = true
patience = 2
action = "release_next"
[[commands]]
step = 25
action = "hold"
[checkpoints]
every = 1
)";

TEST_P(Continue, EqualsTheUninterruptedRunBitForBit) {
    using Overrides = std::vector<std::string>;
    for (const Overrides& order :
         {Overrides{"intervention.order=top_down"}, Overrides{"intervention.order=bottom_up"},
          Overrides{"intervention.order=random"}, Overrides{"intervention.order=fisher"},
          Overrides{"intervention.order=lp_ft"}, Overrides{"intervention.order=parameters"},
          Overrides{"intervention.start=13", "intervention.interval=6"},
          Overrides{"intervention.keep_frozen=2"},
          Overrides{"intervention.keep_frozen=1", "intervention.order=fisher",
                    "intervention.start=4"}}) {
        Bench whole(config_with(busy, order));
        whole.trainer.before_update = [&](std::int64_t step) {
            if (step == 21)
                whole.commands.push(command(Action::release_next));
            if (step == 31)
                whole.commands.push(command(Action::set_learning_rate, 0.03));
        };
        whole.go();

        Bench again(whole.config);
        again.go({.replay = recorded_commands(whole.recorder.events())},
                 whole.recorder.checkpoints.at(GetParam()));
        EXPECT_EQ(again.trainer.digest(), whole.trainer.digest()) << order.front();

        std::vector<std::string> expected, seen = again.recorder.story();
        for (const auto& line : whole.recorder.story())
            if (std::stoll(line) >= GetParam() && line != "0 started")
                expected.push_back(line);
        ASSERT_EQ(seen.front(), std::to_string(GetParam()) + " resumed");
        seen.erase(seen.begin());
        EXPECT_EQ(seen, expected) << order.front();

        auto rows = whole.recorder.readings();
        std::erase_if(rows, [](const auto& row) { return row[0] < GetParam(); });
        EXPECT_EQ(again.recorder.readings(), rows) << order.front();
    }
}

INSTANTIATE_TEST_SUITE_P(AnyBoundary, Continue, testing::Range<std::int64_t>(0, steps));

TEST(Session, AForkTakesTheDecisionsOfItsBoundaryItself) {
    Bench parent(config_with("[checkpoints]\nevery = 10\n"));
    parent.go();
    Bench child(config_with("[checkpoints]\nevery = 10\n", {"intervention.interval=15"}));
    child.go({}, parent.recorder.checkpoints.at(10), EventKind::forked);
    EXPECT_THAT(child.recorder.story(),
                ElementsAre("10 forked", "15 released block2", "30 released block1", "40 ended"));
}

TEST(Session, AForkWithAnotherLearningRateUsesIt) {
    Bench parent(config_with("[checkpoints]\nevery = 10\n"));
    parent.go();
    Bench child(config_with("", {"optimiser.learning_rate=0.01"}));
    child.go({}, parent.recorder.checkpoints.at(10), EventKind::forked);
    EXPECT_DOUBLE_EQ(child.recorder.bundles.front()->learning_rate, 0.01);
}

TEST(Session, AForkWithoutUnfreezingFreesAllBlocks) {
    Bench parent(config_with("[checkpoints]\nevery = 10\n"));
    parent.go();
    Bench child(config_with("", {"intervention={id=\"none\"}"}));
    child.go({}, parent.recorder.checkpoints.at(10), EventKind::forked);
    EXPECT_THAT(child.trainer.trainable(), Not(Contains(false)));
}

TEST(Session, UntilEndsOnArrivalWithACheckpointOfIt) {
    Bench whole(config_with(""));
    whole.go();
    Bench part(whole.config);
    part.go({.until = 23});
    ASSERT_EQ(part.recorder.checkpoints.count(23), 1U);
    Bench rest(whole.config);
    rest.go({}, part.recorder.checkpoints[23]);
    EXPECT_EQ(rest.trainer.digest(), whole.trainer.digest());
}

TEST(Session, UntilPassesStopsThatTheRunWentOnFrom) {
    Bench whole(config_with("[[commands]]\nstep = 12\naction = \"stop\"\n"
                            "[[commands]]\nstep = 15\naction = \"pause\"\n"));
    const SessionEnd stopped = whole.go();
    EXPECT_EQ(stopped.step, 12);
    EXPECT_EQ(stopped.reason, "stopped as planned"); // nobody interrupted it
    Bench way(whole.config);
    EXPECT_EQ(way.go({.until = 23}).step, 23);
}

TEST(Session, ItsFirstCheckpointIsTheStateThatItBeginsWith) {
    Bench parent(config_with("[checkpoints]\nevery = 10\n"));
    parent.go({.run_id = "parent"});
    Bench child(parent.config);
    Session session(child.config, child.trainer, child.recorder, child.commands, nullptr,
                    {.run_id = "child"});
    session.continue_from(parent.recorder.checkpoints.at(10), EventKind::forked, {});
    const std::string first = session.first_checkpoint();
    EXPECT_THAT(child.recorder.bundles, IsEmpty()); // nothing is recorded before run()
    session.run();
    // Killed at once, it goes on from there and ends as it would have.
    Bench resumed(parent.config);
    resumed.go({.run_id = "child"}, first);
    EXPECT_EQ(resumed.trainer.digest(), child.trainer.digest());
    EXPECT_EQ(resumed.trainer.digest(), parent.trainer.digest());
    Bench looked_at(parent.config);
    const auto notes = looked_at.trainer.restore(first);
    EXPECT_EQ(notes.at("run_id"), "child");
    EXPECT_EQ(notes.at("step"), "10");
}

TEST(Session, BeginsAgainWithTheCommandsThatWereGiven) {
    Bench whole(config_with(""));
    whole.commands.push(command(Action::release_all)); // at step 0
    whole.go();
    Bench again(whole.config);
    SessionOptions options;
    options.replay = recorded_commands(whole.recorder.events());
    Session session(again.config, again.trainer, again.recorder, again.commands, nullptr, options);
    session.begin_again({});
    session.run();
    EXPECT_EQ(again.trainer.digest(), whole.trainer.digest());
    EXPECT_EQ(again.recorder.events().front().kind, EventKind::resumed);
}

TEST(Session, PinsCheckpointsAtEventsOnly) {
    Bench run(config_with("[checkpoints]\nevery = 7\n"));
    run.go();
    EXPECT_TRUE(run.recorder.pins.at(0));
    EXPECT_FALSE(run.recorder.pins.at(7));
    EXPECT_TRUE(run.recorder.pins.at(10));
    EXPECT_TRUE(run.recorder.pins.at(40));
}

TEST(Session, ADamagedCheckpointIsRefused) {
    Bench run(config_with(""));
    EXPECT_THROW(run.go({}, "1 1 1 1 \1session\2step = 'x'"), Error);
    EXPECT_THROW(run.go({}, "1 1"), Error);
}

TEST(Session, TheFeedGetsTheSameBundles) {
    Bench run(config_with(""));
    run.go();
    const auto taken = run.feed.take_all();
    EXPECT_EQ(taken.dropped, 0U);
    EXPECT_EQ(taken.bundles, run.recorder.bundles);
}

} // namespace
} // namespace thaw
