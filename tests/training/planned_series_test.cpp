// What a run will be able to watch, told without its data and beside a run that is at work.
#include "core/training/datasets/idx_file.h"
#include "core/training/network.h"
#include "core/training/undrawn_weights.h"
#include "tests/training/scripted_module.h"
#include "tests/training/tiny_runs.h"

#include <ATen/CPUGeneratorImpl.h>
#include <filesystem>
#include <gmock/gmock.h>

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

// Splits of every origin, with their roles; what validates counts in no mean.
TEST(PlannedSeries, HaveTheSplitsOfTheRun) {
    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) / "planned_splits";
    std::filesystem::create_directories(folder);
    const std::string images = (folder / "images").string(), labels = (folder / "labels").string();
    write_idx_images(images, std::vector<std::uint8_t>(std::size_t{3} * 28 * 28, 9), 3, 28, 28);
    write_idx_labels(labels, std::vector<std::uint8_t>{1, 0, 1});
    const std::string files = "images = \"" + images + "\"\nlabels = \"" + labels + "\"\n";
    const RunConfig config = test::tiny_config(
        "id = \"mlp\"",
        metrics +
            "[[ood]]\nshift = \"identity\"\nrole = \"validation\"\n[[splits]]\nid = \"idx\"\n" +
            files +
            "[[splits]]\nid = \"idx\"\nname = \"chosen\"\nrole = "
            "\"validation\"\n" +
            files,
        {"dataset.validation_share=0.25"});
    const Plan said = planned_series(config), is = make_trainer(config)->plan();
    ASSERT_EQ(is.splits.size(), said.splits.size() + 1); // and the training set
    std::string roles;
    for (std::size_t i = 0; i < said.splits.size(); ++i) {
        EXPECT_EQ(said.splits[i].name, is.splits[i + 1].name);
        EXPECT_EQ(said.splits[i].role, is.splits[i + 1].role);
        roles += said.splits[i].name + " " + to_text(said.splits[i].role) + "; ";
    }
    EXPECT_THAT(roles, testing::StartsWith("id_test id; id_validation validation; stripe ood; "));
    EXPECT_THAT(roles, testing::EndsWith("identity validation; idx ood; chosen validation; "));
    EXPECT_EQ(is.train_examples, 30);
    EXPECT_EQ(is.splits[2].examples, 10);
    for (const SplitInfo& split : is.splits)
        EXPECT_FALSE(split.settings.has("role"));
    std::filesystem::remove_all(folder);
}

// It is run by nobody then: what it takes is known with the data alone.
TEST(PlannedSeries, AScriptedNetworkTellsItsBlocksWhateverItsInputs) {
    const Plan plan = planned_series(test::tiny_config(
        "id = \"torchscript\"\ntrust = true\nfile = \"" + test::scripted_module_file() + "\"",
        metrics));
    ASSERT_EQ(plan.blocks.size(), 2U);
    EXPECT_EQ(plan.blocks[0].name, "body");
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
