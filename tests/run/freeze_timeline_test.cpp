// The freeze timeline, told from events as a session writes them.
#include "core/run/freeze_timeline.h"

#include "tests/run/test_vocabulary.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Timeline : testing::Test {
    Plan plan;
    std::vector<Event> events;

    void SetUp() override {
        plan.steps = 1000;
        for (const char* name : {"stem", "layer1", "layer2", "head"})
            plan.blocks.push_back({name, 10});
    }
    static RunConfig config(const Value& interval) {
        auto read = parse_config(test::good_config, "test.toml", test::small_vocabulary());
        read.intervention.settings.set("interval", interval);
        return read;
    }
    void released(std::int64_t step, const std::string& block, const char* action = nullptr) {
        Event event{.step = step, .kind = EventKind::released};
        event.details.set("block", block);
        if (action != nullptr)
            event.details.set("action", std::string(action));
        events.push_back(event);
    }
    void happened(std::int64_t step, EventKind kind) {
        events.push_back({.step = step, .kind = kind});
    }
    FreezeTimeline at(std::int64_t step, const Value& interval) const {
        return freeze_timeline(config(interval), plan, events, step);
    }
    static std::vector<std::pair<std::int64_t, std::size_t>> ahead(const FreezeTimeline& timeline) {
        std::vector<std::pair<std::int64_t, std::size_t>> pairs;
        for (const auto& release : timeline.ahead)
            pairs.emplace_back(release.step, release.block);
        return pairs;
    }
};

TEST_F(Timeline, HeadFirstThenTopDown) {
    const auto start = at(0, std::int64_t{100});
    EXPECT_THAT(start.released_at, ElementsAre(-1, -1, -1, 0));
    EXPECT_THAT(ahead(start), ElementsAre(std::pair(100, 2), std::pair(200, 1), std::pair(300, 0)));
    EXPECT_TRUE(start.offers_release);
    released(100, "layer2");
    const auto later = at(150, std::int64_t{100});
    EXPECT_THAT(later.released_at, ElementsAre(-1, -1, 100, 0));
    EXPECT_THAT(ahead(later), ElementsAre(std::pair(200, 1), std::pair(300, 0)));
    EXPECT_FALSE(later.over);
}

TEST_F(Timeline, HoldEndsThePlan) {
    released(100, "layer2");
    happened(120, EventKind::held);
    const auto timeline = at(150, std::int64_t{100});
    EXPECT_EQ(timeline.held_at, 120);
    EXPECT_THAT(timeline.ahead, IsEmpty());
    EXPECT_FALSE(timeline.over);
}

TEST_F(Timeline, ABlockThatIsAskedForAfterAHoldOpens) {
    happened(50, EventKind::held);
    released(70, "layer2", "release_next");
    const auto timeline = at(80, std::int64_t{100});
    EXPECT_THAT(timeline.released_at, ElementsAre(-1, -1, 70, 0));
    EXPECT_THAT(timeline.ahead, IsEmpty());
}

TEST_F(Timeline, ReleaseAllIsTheEnd) {
    happened(60, EventKind::released_all);
    for (const char* block : {"layer2", "layer1", "stem"})
        released(60, block);
    const auto timeline = at(60, std::int64_t{100});
    EXPECT_THAT(timeline.released_at, ElementsAre(60, 60, 60, 0));
    EXPECT_TRUE(timeline.over);
    EXPECT_THAT(timeline.ahead, IsEmpty());
}

TEST_F(Timeline, ReleaseNextTakesTheNextInOrder) {
    released(30, "layer2", "release_next");
    EXPECT_THAT(ahead(at(30, std::int64_t{100})),
                ElementsAre(std::pair(100, 1), std::pair(200, 0)));
}

TEST_F(Timeline, AnAutomaticIntervalIsSetByTheFirstRelease) {
    EXPECT_THAT(at(20, std::string("auto")).ahead, IsEmpty());
    released(30, "layer2", "release_next");
    EXPECT_THAT(ahead(at(40, std::string("auto"))),
                ElementsAre(std::pair(60, 1), std::pair(90, 0)));
}

struct Controls : Timeline {
    FreezeTimeline with(const char* key, const Value& value, std::int64_t step) const {
        RunConfig changed = config(std::int64_t{100});
        changed.intervention.settings.set(key, value);
        return freeze_timeline(changed, plan, events, step);
    }
    void frozen(std::int64_t step, const std::string& block) {
        released(step, block);
        events.back().kind = EventKind::frozen;
    }
};

TEST_F(Controls, AStartInMidTrainingIsPlannedThenTold) {
    const auto before = with("start", std::int64_t{250}, 40);
    EXPECT_THAT(before.released_at, ElementsAre(0, 0, 0, 0));
    EXPECT_EQ(before.freezes_at, 250);
    EXPECT_FALSE(before.over);
    EXPECT_THAT(ahead(before),
                ElementsAre(std::pair(350, 2), std::pair(450, 1), std::pair(550, 0)));
    for (const char* block : {"layer2", "layer1", "stem"})
        frozen(250, block);
    released(350, "layer2");
    const auto after = with("start", std::int64_t{250}, 360);
    EXPECT_EQ(after.freezes_at, -1);
    EXPECT_THAT(after.released_at, ElementsAre(-1, -1, 350, 0));
    EXPECT_THAT(after.frozen[2], ElementsAre(FrozenSpan{250, 350}));
    EXPECT_THAT(after.frozen[0], ElementsAre(FrozenSpan{250, -1}));
    EXPECT_THAT(after.frozen[3], IsEmpty());
    EXPECT_THAT(ahead(after), ElementsAre(std::pair(450, 1), std::pair(550, 0)));
    EXPECT_FALSE(covers(after.frozen[2], 249));
    EXPECT_TRUE(covers(after.frozen[2], 250));
    EXPECT_FALSE(covers(after.frozen[2], 350));
    EXPECT_EQ(stop_step(events), 350);
}

TEST_F(Controls, WhatStaysFrozenIsNotAhead) {
    EXPECT_THAT(ahead(with("keep_frozen", std::int64_t{1}, 0)),
                ElementsAre(std::pair(100, 2), std::pair(200, 1)));
    released(100, "layer2");
    released(200, "layer1");
    const auto timeline = with("keep_frozen", std::int64_t{1}, 210);
    EXPECT_TRUE(timeline.over);
    EXPECT_THAT(timeline.released_at, ElementsAre(-1, 200, 100, 0));
    EXPECT_THAT(timeline.ahead, IsEmpty());
    EXPECT_TRUE(with("keep_frozen", std::int64_t{99}, 0).over) << "a file that says what cannot be";
}

TEST_F(Controls, ParametersLeaveNoBlockWhollyFrozen) {
    EXPECT_THAT(untrained(with("order", std::string("parameters"), 0), 0),
                ElementsAre(FrozenSpan{0, -1}));
    released(100, "layer2");
    released(200, "layer1");
    const auto timeline = with("order", std::string("parameters"), 210);
    EXPECT_TRUE(timeline.parameters);
    EXPECT_THAT(ahead(timeline), ElementsAre(std::pair(300, 0)));
    EXPECT_THAT(timeline.frozen[0], ElementsAre(FrozenSpan{0, -1})) << "as many as that have it";
    EXPECT_THAT(untrained(timeline, 0), ElementsAre(FrozenSpan{0, 100}));
    EXPECT_THAT(untrained(timeline, 2), ElementsAre(FrozenSpan{0, 100}));
}

TEST_F(Timeline, WithoutAnInterventionEverythingIsTrainable) {
    RunConfig none = config(std::int64_t{100});
    none.intervention = Item{"none", {}, {}};
    const auto timeline = freeze_timeline(none, plan, events, 10);
    EXPECT_THAT(timeline.released_at, ElementsAre(0, 0, 0, 0));
    EXPECT_FALSE(timeline.offers_release);
    EXPECT_TRUE(timeline.over);
}

TEST_F(Timeline, UnfreezingEndsWithTheLastReleaseOrTheHoldAfterIt) {
    EXPECT_EQ(stop_step(events), -1);
    released(100, "layer2");
    EXPECT_EQ(stop_step(events), 100); // as far as the plan came
    happened(129, EventKind::held);
    happened(140, EventKind::held); // nothing new
    EXPECT_EQ(stop_step(events), 129);
    released(149, "layer1", "release_next"); // by hand: it was taken up again
    EXPECT_EQ(stop_step(events), 149);
    released(241, "stem");
    happened(241, EventKind::released_all);
    EXPECT_EQ(stop_step(events), 241);
    EXPECT_EQ(stop_event(events)->kind, EventKind::released_all);
}

} // namespace
} // namespace thaw
