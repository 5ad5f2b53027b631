// Every pair of configs that may share a beginning: a fork of the one at the step at which the two
// part must go on as the other trained alone, in weights, readings and decisions.
#include "core/sweep/divergence.h"
#include "core/sweep/leaving_step.h"
#include "tests/run/session_bench.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>

namespace thaw {
namespace {

using test::Bench;
using test::config_with;
using test::steps;

const std::vector<std::string> interventions_tried{
    R"({id="none"})",
    R"({id="gradual_unfreezing", interval=5})",
    R"({id="gradual_unfreezing", interval=7})",
    R"({id="gradual_unfreezing", interval=7, order="bottom_up"})",
    R"({id="gradual_unfreezing", interval=7, order="random"})",
    R"({id="gradual_unfreezing", interval=7, order="fisher"})",
    R"({id="gradual_unfreezing", interval=9, order="lp_ft"})",
    R"({id="gradual_unfreezing", interval=7, keep_frozen=2})",
    R"({id="gradual_unfreezing", interval=6, start=8})",
    R"({id="gradual_unfreezing", interval=6, start=15})",
    R"({id="gradual_unfreezing", interval=7, order="parameters"})",
    R"({id="learning_rate_switch", step=10})",
    R"({id="learning_rate_switch", step=16})",
};
const std::vector<std::string> endings{
    "",
    R"([[commands]]
step = 6
action = "release_all")",
    R"([[commands]]
step = 17
action = "release_all")",
    R"([[commands]]
step = 4
action = "hold"
[[commands]]
step = 23
action = "release_next")",
    R"([[triggers]]
id = "threshold"
metric = "curve"
value = 1.1
action = "release_all")",
    R"([[triggers]]
id = "threshold"
metric = "curve"
value = 1.02
patience = 2
action = "release_next")",
    R"([[triggers]]
id = "at_step"
step = 13
action = "hold")",
};
const std::vector<std::string> others{
    R"([[triggers]]
id = "threshold"
name = "slower"
metric = "curve"
value = 0.5
relative = true
reference_step = 2
action = "set_learning_rate"
learning_rate = 0.02)",
    R"([schedule]
id = "step"
every = 15
factor = 0.5)",
    R"([schedule]
id = "step"
every = 25
factor = 0.5)",
};

std::vector<RunConfig> all_configs() {
    std::vector<RunConfig> all;
    for (const std::string& intervention : interventions_tried) {
        const bool releases = intervention.find("gradual") != std::string::npos;
        for (const std::string& ending : releases ? endings : std::vector<std::string>{""})
            all.push_back(config_with(ending, {"intervention=" + intervention}));
        for (const std::string& other : others)
            all.push_back(config_with(other, {"intervention=" + intervention}));
    }
    return all;
}

// What the recorder in memory holds, as a file would.
RunRecord record_of(const Bench& run) {
    RunRecord record;
    record.header.plan = run.trainer.plan();
    for (const MetricInfo& metric : record.header.plan.metrics)
        record.metrics.emplace_back().series.resize(metric.series.size());
    for (const auto& bundle : run.recorder.bundles)
        for (const auto& of_metric : bundle->readings) {
            MetricColumns& columns = record.metrics[of_metric.metric];
            columns.step.push_back(bundle->step);
            for (std::size_t s = 0; s < columns.series.size(); ++s) {
                columns.series[s].value.push_back(of_metric.readings[s].value);
                columns.series[s].standard_error.push_back(of_metric.readings[s].standard_error);
                columns.series[s].count.push_back(of_metric.readings[s].count);
            }
        }
    record.status.last_step = steps;
    record.status.state = RunState::finished;
    return record;
}

struct Alone {
    explicit Alone(const RunConfig& config) : run(config) {
        SessionOptions every;
        for (std::int64_t step = 0; step <= steps; ++step)
            every.checkpoint_at.insert(step);
        run.go(every);
        record = record_of(run);
    }
    Bench run;
    RunRecord record;
};

template <class Rows, class StepOf>
Rows from(Rows rows, std::int64_t step, const StepOf& step_of) {
    std::erase_if(rows, [&](const auto& row) { return step_of(row) < step; });
    return rows;
}

// Decisions and their steps; how it began is of no matter.
std::vector<std::string> story(const Bench& run, std::int64_t from_step) {
    auto lines = run.recorder.story();
    std::erase_if(lines, [&](const std::string& line) {
        return std::stoll(line) < from_step || line.ends_with("started") ||
               line.ends_with("forked");
    });
    return lines;
}

TEST(ForkedMembers, go_on_as_each_would_alone) {
    const std::vector<RunConfig> configs = all_configs();
    std::vector<std::unique_ptr<Alone>> alone;
    for (const RunConfig& config : configs)
        alone.push_back(std::make_unique<Alone>(config));
    int forks = 0, shared = 0;
    for (std::size_t p = 0; p < configs.size(); ++p)
        for (std::size_t c = 0; c < configs.size(); ++c) {
            if (p == c || family_of(configs[p]) != family_of(configs[c]))
                continue;
            const auto parting = divergence(configs[p], configs[c], {.blocks = 4, .steps = steps});
            if (!parting)
                continue;
            const TreeNode node{.parent = p, .leaves = *parting, .steps = steps};
            const auto leaving = leaving_step(node, alone[p]->record);
            ASSERT_TRUE(leaving && leaving->reached);
            if (leaving->step == 0)
                continue;
            SessionOptions options;
            options.rules.emplace();
            for (const Item& rule : configs[c].triggers)
                options.rules->push_back(watched_until(alone[p]->record, rule, leaving->step));
            Bench fork(configs[c]);
            fork.go(options, alone[p]->run.recorder.checkpoints.at(leaving->step),
                    EventKind::forked);
            const std::string pair = to_toml(configs[p].intervention.settings) + " at " +
                                     std::to_string(leaving->step) + ":\n" + to_toml(configs[c]);
            const Bench& whole = alone[c]->run;
            ASSERT_EQ(fork.trainer.digest(), whole.trainer.digest()) << pair;
            ASSERT_EQ(fork.recorder.readings(),
                      from(whole.recorder.readings(), leaving->step,
                           [](const auto& row) { return static_cast<std::int64_t>(row[0]); }))
                << pair;
            ASSERT_EQ(story(fork, leaving->step), story(whole, leaving->step)) << pair;
            // And before it they were one run.
            ASSERT_EQ(
                alone[p]
                    ->run.recorder.checkpoints.at(leaving->step)
                    .substr(0, alone[p]->run.recorder.checkpoints.at(leaving->step).find('\1')),
                whole.recorder.checkpoints.at(leaving->step)
                    .substr(0, whole.recorder.checkpoints.at(leaving->step).find('\1')))
                << pair;
            ++forks;
            shared += static_cast<int>(leaving->step);
        }
    EXPECT_GT(forks, 500);
    EXPECT_GT(shared, 5 * forks); // it is worth it
}

TEST(ForkedMembers, checkpoints_that_others_wait_for_change_nothing_else) {
    const RunConfig config = config_with(endings[4]);
    Bench plain(config), awaited(config);
    plain.go();
    SessionOptions options;
    options.checkpoint_at = {11, 18};
    options.checkpoint_when = {watched_until({}, config_with(endings[5]).triggers[0], 0)};
    awaited.go(options);
    EXPECT_EQ(plain.trainer.digest(), awaited.trainer.digest());
    EXPECT_EQ(plain.recorder.readings(), awaited.recorder.readings());
    EXPECT_EQ(plain.recorder.story(), awaited.recorder.story());
    for (const std::int64_t step : {11, 18, 22}) // 1 + exp(-20/5) < 1.02, and once more
        EXPECT_TRUE(awaited.recorder.pins.contains(step) && awaited.recorder.pins.at(step)) << step;
    EXPECT_FALSE(plain.recorder.checkpoints.contains(18));
}

} // namespace
} // namespace thaw
