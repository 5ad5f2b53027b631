// What a run will be able to watch, told without its data and beside a run that is at work.
#include "core/training/network.h"
#include "core/training/undrawn_weights.h"
#include "tests/training/tiny_runs.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace thaw {
namespace {

const std::string metrics = R"(
[optimiser]
id = "sgd"
[[metrics]]
id = "fisher_trace"
examples = 8
[[metrics]]
id = "evaluation"
[[metrics]]
id = "gradient"
[[metrics]]
id = "weights"
)";

const std::vector<std::string> networks_of_all_kinds{"id = \"lenet\"", "id = \"mlp\"\ndepth = 3",
                                                     "id = \"resnet18\"\nwidth = 4",
                                                     "id = \"vgg11\"\nwidth = 4"};

torch::Tensor global_generator() {
    return at::detail::getDefaultCPUGenerator().get_state().clone();
}

TEST(PlannedSeries, AreThoseOfTheRun) {
    for (const auto& network : networks_of_all_kinds) {
        const RunConfig config = test::tiny_config(network, metrics, {"dataset.pad=2"});
        const Plan said = planned_series(config), is = make_trainer(config)->plan();
        ASSERT_EQ(said.metrics.size(), is.metrics.size());
        for (std::size_t m = 0; m < is.metrics.size(); ++m) {
            ASSERT_EQ(said.metrics[m].series.size(), is.metrics[m].series.size()) << network;
            for (std::size_t s = 0; s < is.metrics[m].series.size(); ++s)
                EXPECT_EQ(said.metrics[m].series[s].name, is.metrics[m].series[s].name);
        }
    }
}

// The window asks for them while a run trains in the same process.
TEST(PlannedSeries, DrawNothingFromTheGlobalGenerator) {
    for (const auto& network : networks_of_all_kinds) {
        const RunConfig config = test::tiny_config(network, metrics, {"dataset.pad=2"});
        const torch::Tensor before = global_generator();
        planned_series(config);
        EXPECT_TRUE(torch::equal(global_generator(), before)) << network;
        EXPECT_FALSE(UndrawnWeights::wanted());
        entry_of(networks(), config.network.id).make(config.network.settings, {1, 32, 32, 10});
        EXPECT_FALSE(torch::equal(global_generator(), before)) << network;
    }
}

} // namespace
} // namespace thaw
