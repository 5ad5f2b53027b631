// Watching changes nothing; resumed and forked runs end with the same bits.
#include "tests/training/tiny_runs.h"

#include <gtest/gtest.h>

namespace thaw {
namespace {

using test::tiny_config;
using test::TinyRun;

const char* const every_metric = R"(
[[metrics]]
id = "train"
early_every = 1
[[metrics]]
id = "evaluation"
early_every = 2
[[metrics]]
id = "fisher_trace"
early_every = 2
examples = 8
[[metrics]]
id = "fisher_trace"
name = "fisher_expected"
labels = "expected"
early_every = 3
examples = 4
[[metrics]]
id = "sharpness_avg"
early_every = 3
examples = 8
draws = 2
[[metrics]]
id = "sharpness_worst"
early_every = 3
examples = 8
iterations = 3
[[metrics]]
id = "lambda_max"
early_every = 5
examples = 8
[[metrics]]
id = "gradient"
early_every = 3
examples = 18
[[metrics]]
id = "weights"
early_every = 1
)";

const char* const few_metrics = R"(
[[metrics]]
id = "train"
early_every = 1
[[metrics]]
id = "fisher_trace"
early_every = 2
examples = 8
[[metrics]]
id = "lambda_max"
early_every = 3
examples = 8
[[metrics]]
id = "sharpness_worst"
early_every = 2
examples = 8
batch_size = 4
parameters = "trainable"
)";

const char* const unfreezing = R"(
[intervention]
id = "gradual_unfreezing"
interval = 2
)";

const char* const sgd = "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.05\nmomentum = 0.9\n"
                        "nesterov = true\nweight_decay = 0.01\n";
const char* const adam = "[optimiser]\nid = \"adam\"\nweight_decay = 0.01\n";
const char* const adamw = "[optimiser]\nid = \"adamw\"\n";

const char* const mlp = "id = \"mlp\"";
const char* const lenet = "id = \"lenet\"";
const char* const resnet = "id = \"resnet18\"\nwidth = 4";
const char* const vgg = "id = \"vgg11\"\nwidth = 4\nbatch_norm = true\ndropout = 0.3";

class WatchingNetwork : public testing::TestWithParam<const char*> {};

TEST_P(WatchingNetwork, ChangesNoBit) {
    std::vector<std::string> pad;
    if (GetParam() == vgg)
        pad.push_back("dataset.pad=2");
    const char* const hardly_any = "[[metrics]]\nid = \"weights\"\nearly_every = 0\nevery = 0\n";
    TinyRun blind(tiny_config(GetParam(), std::string(sgd) + unfreezing + hardly_any, pad));
    TinyRun watched(tiny_config(GetParam(), std::string(sgd) + unfreezing + every_metric, pad));
    blind.go();
    watched.go();
    EXPECT_EQ(blind.trainer.digest(), watched.trainer.digest());
    EXPECT_GT(watched.rows().size(), 30U);
}

INSTANTIATE_TEST_SUITE_P(Networks, WatchingNetwork, testing::Values(mlp, lenet, resnet, vgg));

struct ExactCase {
    const char* network;
    const char* optimiser;
    std::vector<std::string> overrides;
};

class Exact : public testing::TestWithParam<ExactCase> {};

TEST_P(Exact, ResumeAtEveryBoundaryEndsWithTheSameBits) {
    const ExactCase& of = GetParam();
    const auto config = [&] {
        return tiny_config(of.network, std::string(of.optimiser) + unfreezing + few_metrics,
                           of.overrides);
    };
    TinyRun whole(config());
    whole.go();
    ASSERT_EQ(whole.recorder.checkpoints.size(), 11U);
    for (std::int64_t step = 0; step < 10; ++step) {
        TinyRun again(config());
        again.go(whole.recorder.checkpoints.at(step));
        ASSERT_EQ(again.trainer.digest(), whole.trainer.digest()) << "resumed at " << step;
        ASSERT_EQ(again.rows(), whole.rows(step)) << "resumed at " << step;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Phases, Exact,
    testing::Values(
        ExactCase{mlp, sgd, {}}, ExactCase{mlp, adam, {"intervention.order=random"}},
        ExactCase{mlp, adamw, {"intervention.order=fisher"}},
        ExactCase{lenet, sgd, {"intervention.order=bottom_up"}}, ExactCase{lenet, adamw, {}},
        ExactCase{resnet, sgd, {}},
        ExactCase{resnet, adam, {"intervention.frozen_batch_norm=eval"}},
        // Long rests: frozen activations are looked up in the second epoch, from step 7 on.
        ExactCase{resnet, sgd, {"intervention.frozen_batch_norm=eval", "intervention.interval=5"}},
        ExactCase{lenet, sgd, {"intervention.frozen_batch_norm=eval", "intervention.interval=9"}},
        ExactCase{mlp, sgd, {"run.diagnostics_budget=0.5"}},
        ExactCase{resnet, sgd, {"intervention.order=lp_ft", "schedule={id=\"cosine\", warmup=3}"}},
        ExactCase{vgg, sgd, {"dataset.pad=2"}}));

TEST(Exact, TheSameConfigGivesTheSameBitsAndAnotherSeedOthers) {
    const auto run = [](const std::vector<std::string>& overrides) {
        TinyRun one(tiny_config(resnet, std::string(sgd) + unfreezing + few_metrics, overrides));
        one.go();
        return one.trainer.digest();
    };
    EXPECT_EQ(run({}), run({}));
    EXPECT_NE(run({}), run({"run.seed=2"}));
    EXPECT_NE(run({}), run({"seeds.order=5"}));
}

// What is kept of the frozen blocks is what they would give.
TEST(Exact, KeepingThePrefixChangesNothingThatTrainingSees) {
    const auto run = [](const std::string& cache) {
        TinyRun one(tiny_config(lenet, std::string(sgd) + unfreezing + few_metrics,
                                {"intervention.frozen_batch_norm=eval", "intervention.interval=9",
                                 "training.steps=20", "training.prefix_cache=" + cache}));
        one.go();
        return one.trainer.network().all_parameters().back().detach().clone();
    };
    EXPECT_TRUE(torch::allclose(run("1"), run("0"), 1e-4, 1e-6));
}

TEST(Exact, TheResolvedConfigRepeatsTheRun) {
    TinyRun first(tiny_config(lenet, std::string(sgd) + unfreezing + every_metric));
    first.go();
    TinyRun again(parse_config(to_toml(*first.config), "resolved.toml", vocabulary()));
    again.go();
    EXPECT_EQ(again.trainer.digest(), first.trainer.digest());
    EXPECT_EQ(again.rows(), first.rows());
}

} // namespace
} // namespace thaw
