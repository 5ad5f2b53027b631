#include "core/compare/curve.h"

#include "tests/widgets/example_run.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;

RunRecord little_run() {
    RunRecord record = test::example_record();
    MetricColumns columns;
    columns.step = {0, 10, 20};
    columns.examples = {0, 1280, 2560};
    columns.epoch = {0, 0.5, 1};
    columns.wall_time = {0.1, 2, 2};
    columns.train_time = {0, 1, 1.5};
    columns.seconds = {0, 0, 0};
    columns.series.resize(record.header.plan.metrics[0].series.size());
    columns.series[0].value = {5, 6, 7};
    record.metrics = {columns, {}};
    record.metrics[1].series.resize(record.header.plan.metrics[1].series.size());
    const auto note = [&](std::int64_t step, EventKind kind, const char* key, const char* name) {
        Event event;
        event.step = step;
        event.kind = kind;
        if (*key != '\0')
            event.details.set(key, std::string(name));
        record.events.push_back(event);
    };
    note(4, EventKind::released, "block", "layer2");
    note(8, EventKind::released, "block", "layer1");
    note(12, EventKind::trigger_fired, "trigger", "stop");
    note(12, EventKind::released_all, "", "");
    return record;
}

TEST(Curve, is_over_any_x) {
    const RunRecord run = little_run();
    const auto x = [&](CurveAxis axis) { return curve_of(run, "fisher_trace", axis).value().x; };
    EXPECT_THAT(x({CurveX::step}), ElementsAre(0, 10, 20));
    EXPECT_THAT(x({CurveX::epoch}), ElementsAre(0, 0.5, 1));
    EXPECT_THAT(x({CurveX::examples}), ElementsAre(0, 1280, 2560));
    EXPECT_THAT(x({CurveX::train_time}), ElementsAre(0, 1, 1.5));
    EXPECT_THAT(x({CurveX::since_release}), ElementsAre(-4, 6, 16));
    EXPECT_THAT(x({CurveX::since_release, "layer1"}), ElementsAre(-8, 2, 12));
    EXPECT_THAT(x({CurveX::since_release_all}), ElementsAre(-12, -2, 8));
    EXPECT_THAT(x({CurveX::since_trigger, "stop"}), ElementsAre(-12, -2, 8));
}

TEST(Curve, keeps_the_last_of_readings_at_the_same_time) {
    const auto curve = curve_of(little_run(), "fisher_trace", {CurveX::wall_time});
    ASSERT_TRUE(curve);
    EXPECT_THAT(curve->x, ElementsAre(0.1, 2));
    EXPECT_THAT(curve->y, ElementsAre(5, 7));
}

TEST(Curve, is_absent_where_there_is_nothing_to_draw) {
    EXPECT_FALSE(curve_of(little_run(), "no_such_series", {}));
    EXPECT_FALSE(curve_of(little_run(), "fisher_trace", {CurveX::since_trigger, "other"}));
    EXPECT_FALSE(curve_of(little_run(), "fisher_trace", {CurveX::since_release, "stem"}));
}

TEST(Curve, places_steps_on_its_axis) {
    const RunRecord run = little_run();
    EXPECT_EQ(x_of_step(run, 12, {CurveX::step}), 12);
    EXPECT_EQ(x_of_step(run, 12, {CurveX::since_release_all}), 0);
    EXPECT_EQ(x_of_step(run, 10, {CurveX::examples}), 1280);
    EXPECT_EQ(x_of_step(run, 9, {CurveX::train_time}), 1);
    EXPECT_FALSE(x_of_step(run, 21, {CurveX::wall_time}));
    EXPECT_FALSE(x_of_step(run, 1, {CurveX::since_trigger, "other"}));
}

TEST(Curve, names_its_x_both_ways) {
    for (const auto x :
         {CurveX::step, CurveX::epoch, CurveX::examples, CurveX::wall_time, CurveX::train_time,
          CurveX::since_release, CurveX::since_release_all, CurveX::since_trigger}) {
        EXPECT_EQ(curve_x_from_text(to_text(x)), x);
        EXPECT_FALSE(axis_text({x}).empty());
    }
    EXPECT_FALSE(curve_x_from_text("seconds"));
}

} // namespace
} // namespace thaw
