#include "core/run/run_history.h"

#include <cmath>
#include <gtest/gtest.h>

namespace thaw {
namespace {

RunRecord empty_record() {
    RunRecord record;
    record.header.plan.steps = 100;
    MetricInfo one{"one", "one", {}, {}, {}}, two{"two", "two", {}, {}, {}};
    one.series = {{"a"}, {"b"}};
    two.series = {{"c"}};
    record.header.plan.metrics = {one, two};
    return record;
}

std::vector<double> numbers(const SummedColumn& column) {
    std::vector<double> all;
    for (std::size_t row = 0; row < column.size(); ++row)
        all.push_back(column[row]);
    return all;
}

EventBundle bundle(std::int64_t step, double value, bool both = false) {
    EventBundle made;
    made.step = step;
    made.epoch = static_cast<double>(step) / 10;
    made.examples = 4 * step;
    made.wall_time = 2.0 * static_cast<double>(step);
    made.train_time = static_cast<double>(step);
    made.learning_rate = 0.5;
    made.readings.push_back({0, {{value, 0.25, 8}, {-value, std::nan(""), 0}}, 0.1});
    if (both)
        made.readings.push_back({1, {{value + 1, 0, 1}}, 0.1});
    return made;
}

TEST(RunHistory, BundlesBecomeColumnsAndSummaries) {
    RunHistory history(empty_record());
    history.append(bundle(10, 3, true));
    history.append(bundle(20, 5));
    EXPECT_EQ(history.columns(0).step, (std::vector<std::int64_t>{10, 20}));
    EXPECT_EQ(history.columns(1).step, (std::vector<std::int64_t>{10}));
    EXPECT_EQ(history.columns(0).epoch.back(), 2);
    EXPECT_EQ(history.columns(0).examples.back(), 80);
    EXPECT_EQ(numbers(history.values(0, 0)), (std::vector<double>{3, 5}));
    EXPECT_EQ(numbers(history.lower(0, 0)), (std::vector<double>{2.75, 4.75}));
    EXPECT_EQ(numbers(history.upper(0, 0)), (std::vector<double>{3.25, 5.25}));
    EXPECT_FALSE(history.has_errors(0, 1)) << "NaN";
    EXPECT_FALSE(history.has_errors(1, 0)) << "0: exact";
    EXPECT_EQ(history.last_step(), 20);
    EXPECT_EQ(history.wall_time(), 40);
    EXPECT_EQ(history.train_time(), 20);
    EXPECT_EQ(history.learning_rate(), 0.5);
}

TEST(RunHistory, ABoundaryTakenAgainIsPassedOver) {
    RunHistory history(empty_record());
    history.append(bundle(10, 3));
    history.append(bundle(10, 99, true)); // metric two was not read at 10 before
    EXPECT_EQ(numbers(history.values(0, 0)), (std::vector<double>{3}));
    EXPECT_EQ(numbers(history.values(1, 0)), (std::vector<double>{100}));
}

TEST(RunHistory, ErrorsThatComeLateAreSummedUpFromTheFirstRow) {
    RunHistory history(empty_record());
    for (std::int64_t step = 1; step <= 100; ++step) {
        EventBundle exact = bundle(step, static_cast<double>(step));
        exact.readings[0].readings[0].standard_error = step % 2 == 0 ? 0 : std::nan("");
        history.append(exact);
    }
    EXPECT_FALSE(history.has_errors(0, 0));
    for (std::int64_t step = 101; step <= 150; ++step)
        history.append(bundle(step, static_cast<double>(step)));
    ASSERT_TRUE(history.has_errors(0, 0));
    EXPECT_EQ(history.lower(0, 0).size(), 150U);
    EXPECT_EQ(history.lower(0, 0).extent(0, 150).low, 2) << "the first row without NaN";
    EXPECT_TRUE(history.lower(0, 0).extent(0, 150).nan);
    EXPECT_EQ(history.upper(0, 0).extent(0, 150).high, 150.25);
    EXPECT_EQ(history.upper(0, 0).extent(40, 100).high, 100);
}

TEST(RunHistory, ColumnsDoNotMoveWhileARunGoesAsPlanned) {
    RunRecord record = empty_record();
    record.header.plan.steps = 5000;
    record.header.plan.metrics[0].cadence = {1, 5000, 1};
    RunHistory history(std::move(record));
    history.append(bundle(0, 0));
    const double* first = history.columns(0).series[1].value.data();
    for (std::int64_t step = 1; step <= 5000; ++step)
        history.append(bundle(step, 1));
    EXPECT_EQ(history.columns(0).series[1].value.data(), first);
    EXPECT_EQ(history.columns(0).step.size(), 5001U);
}

TEST(RunHistory, ARecordReadAgainContinues) {
    RunHistory writer(empty_record());
    writer.append(bundle(10, 3, true));
    RunHistory reader(writer.record());
    writer.append(bundle(20, 5, true));
    const auto before = reader.revision();
    reader.follow(writer.record());
    EXPECT_NE(reader.revision(), before);
    EXPECT_EQ(numbers(reader.values(0, 0)), (std::vector<double>{3, 5}));
    EXPECT_EQ(reader.values(1, 0).size(), 2U);
    EXPECT_EQ(reader.last_step(), 20);
    const auto same = reader.revision();
    reader.follow(writer.record());
    EXPECT_EQ(reader.revision(), same) << "nothing new";
}

TEST(RunHistory, ARunThatWasTakenBackReplacesWhatWasKnown) {
    RunHistory writer(empty_record());
    for (const std::int64_t step : {10, 20, 30})
        writer.append(bundle(step, static_cast<double>(step)));
    RunHistory reader(writer.record());
    RunHistory again(empty_record());
    again.append(bundle(10, 7));
    reader.follow(again.record());
    EXPECT_EQ(numbers(reader.values(0, 0)), (std::vector<double>{7}));
    EXPECT_EQ(reader.columns(0).step.size(), 1U);
    EXPECT_EQ(reader.last_step(), 10);
    EXPECT_EQ(reader.wall_time(), 20);
}

} // namespace
} // namespace thaw
