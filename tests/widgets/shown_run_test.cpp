#include "widgets/shown_run.h"

#include "tests/widgets/example_run.h"

#include <QSignalSpy>
#include <gtest/gtest.h>

namespace thaw {
namespace {

TEST(ShownRun, ManyBundlesAreOneSignal) {
    ShownRun run(test::example_record(), test::example_config(), RunMode::live);
    QSignalSpy grew(&run, &ShownRun::grew), events(&run, &ShownRun::events_came);
    run.append({test::bundle_at(10, 1.5), test::bundle_at(20, 1.25)});
    EXPECT_EQ(grew.count(), 1);
    EXPECT_EQ(events.count(), 0);
    EXPECT_EQ(run.history().last_step(), 20);
    EXPECT_EQ(run.history().columns(0).series[0].value, (std::vector<double>{1.5, 1.25}));
}

TEST(ShownRun, KnowsWhetherTheSessionWaits) {
    ShownRun run(test::example_record(), test::example_config(), RunMode::live);
    EXPECT_FALSE(run.paused());
    run.append({test::event_at(10, EventKind::paused)});
    EXPECT_TRUE(run.paused());
    run.append({test::event_at(10, EventKind::went_on)});
    EXPECT_FALSE(run.paused());
}

TEST(ShownRun, RulesFollowTheLog) {
    ShownRun run(test::example_record(), test::example_config(), RunMode::live);
    const auto before = run.rules().size();
    Table settings;
    settings.set("name", std::string("mine"));
    settings.set("metric", std::string("fisher_trace"));
    settings.set("value", 12.5);
    settings.set("action", std::string("hold"));
    const Item rule = make_rule("threshold", settings);
    auto bundle = std::make_shared<EventBundle>(*test::event_at(10, EventKind::rule_set));
    bundle->events[0].details = rule_details(rule);
    run.append({bundle});
    ASSERT_EQ(run.rules().size(), before + 1);
    EXPECT_EQ(run.rules().back().trigger, rule);
    EXPECT_FALSE(run.rules().back().from_config);
}

} // namespace
} // namespace thaw
