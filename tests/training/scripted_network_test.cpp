// Modules of somebody else's: loaded where that is asked for, trained as any network.
#include "core/run/error.h"
#include "core/training/network.h"
#include "core/training/objective.h"
#include "core/training/per_example.h"
#include "core/training/scripted_network.h"
#include "tests/training/scripted_module.h"
#include "tests/training/small_world.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>
#include <unistd.h>

namespace thaw {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using torch::Tensor;

class ScriptedNetwork : public testing::Test {
  protected:
    ScriptedNetwork()
        : file_(std::filesystem::temp_directory_path() /
                ("thaw-script-" + std::to_string(getpid()) + ".pt")) {
        test::scripted_module(8, 2).save(file_.string());
    }
    ~ScriptedNetwork() override { std::filesystem::remove(file_); }

    std::shared_ptr<Network> load(const std::string& blocks = "") const {
        return scripted_network(file_, blocks, input_);
    }
    std::string refusal(const std::string& blocks = "") const {
        try {
            load(blocks);
        } catch (const Error& why) {
            return why.what();
        }
        return "taken";
    }

    std::filesystem::path file_;
    InputShape input_{1, 8, 8, 2};
    Tensor images_ = torch::randn({5, 1, 8, 8});
};

TEST_F(ScriptedNetwork, GivesTheModulesOutputs) {
    const auto network = load();
    auto module = torch::jit::load(file_.string());
    for (const bool training : {true, false}) {
        network->train(training);
        module.train(training);
        torch::manual_seed(3); // for dropout
        const Tensor outputs = network->forward(images_);
        torch::manual_seed(3);
        EXPECT_TRUE(torch::equal(outputs, module.forward({images_}).toTensor()));
    }
}

TEST_F(ScriptedNetwork, HasABlockForEachChild) {
    const auto network = load();
    ASSERT_EQ(network->size(), 2U);
    EXPECT_EQ(network->block_name(0), "body");
    EXPECT_EQ(network->block_name(1), "head");
    EXPECT_EQ(network->block_parameters(1).size(), 2U);
    EXPECT_EQ(network->named_buffers().size(), 2U);
    EXPECT_EQ(network->foreign_names("head.bias"), std::vector<std::string>{"head.bias"});
}

TEST_F(ScriptedNetwork, OfAFrozenBlockNeitherWeightsNorStatisticsMove) {
    const auto network = load();
    network->train();
    network->set_trainable({false, true});
    network->block(0).eval();
    network->forward(network->forward(images_, 0, 1), 1, 2).sum().backward();
    EXPECT_FALSE(network->block_parameters(0)[0].grad().defined());
    EXPECT_TRUE(network->block_parameters(1)[0].grad().defined());
    EXPECT_TRUE(torch::equal(network->named_buffers()["body.mean"], torch::zeros(3)));
    network->train();
    network->forward(images_);
    EXPECT_FALSE(torch::equal(network->named_buffers()["body.mean"], torch::zeros(3)));
}

// The interpreter's optimiser would change the arithmetic after its first runs.
TEST_F(ScriptedNetwork, GivesTheSameGradientsHoweverOftenItHasRun) {
    const auto network = load();
    network->eval();
    std::vector<Tensor> first;
    for (int run = 0; run < 6; ++run) {
        network->set_trainable({run % 3 != 1, true});
        network->zero_grad();
        network->forward(images_).square().sum().backward();
        if (run == 0)
            for (const auto& parameter : network->all_parameters())
                first.push_back(parameter.grad().clone());
        for (std::size_t p = run % 3 != 1 ? 0 : 1; p < first.size(); ++p)
            EXPECT_TRUE(torch::equal(network->all_parameters()[p].grad(), first[p])) << run;
    }
}

TEST_F(ScriptedNetwork, CutsBlocksWhereTheNamesSay) {
    const auto network = load("body, head.weight, head.bias");
    ASSERT_EQ(network->size(), 3U);
    EXPECT_EQ(network->block_name(1), "head_weight");
    EXPECT_EQ(network->foreign_names("head_weight.weight"),
              std::vector<std::string>{"head.weight"});
    EXPECT_THAT(refusal("body"), AllOf(HasSubstr("head.weight, head.bias"), HasSubstr("blocks")));
    EXPECT_THAT(refusal("body, head, tail"), HasSubstr("the block tail"));
}

TEST_F(ScriptedNetwork, WhatTheLossDoesNotReachHasGradientZero) {
    auto module = test::scripted_module(8, 2);
    torch::jit::Module aside("Aside");
    aside.register_parameter("weight", torch::ones(3), false);
    module.register_module("aside", aside);
    module.save(file_.string());
    const auto network = load("aside, body, head");
    const Examples batch{images_, torch::tensor({0, 1, 0, 1, 1}, torch::kLong)};
    const auto objective =
        autograd_objective(*network, test::classification(), batch, {true, true, true});
    const Tensor at = objective->origin();
    const Tensor gradient = objective->gradient(at).gradient;
    EXPECT_EQ(gradient.slice(0, 0, 3).abs().sum().item<double>(), 0);
    EXPECT_GT(gradient.abs().sum().item<double>(), 0);
    const Tensor product = objective->hessian_product(torch::ones_like(at));
    EXPECT_EQ(product.slice(0, 0, 3).abs().sum().item<double>(), 0);
    EXPECT_GT(product.abs().sum().item<double>(), 0);
    const auto norms =
        squared_gradient_norms(*network, test::classification(), batch, {true, false, false});
    EXPECT_EQ(norms[0].sum().item<double>(), 0);
}

// Each would make a resumed run another one, or end a run after its start.
TEST_F(ScriptedNetwork, RefusesWhatCannotBeTrainedExactly) {
    const auto refused = [&](const char* forward) {
        auto module = test::scripted_module(8, 2, false);
        module.register_attribute("k", c10::IntType::get(), 0);
        module.register_buffer("seen", torch::zeros(1));
        module.define(std::string("def forward(self, x):\n") + forward);
        module.save(file_.string());
        return refusal("body, head");
    };
    EXPECT_THAT(refused("    return (x, x)\n"), HasSubstr("returns Tuple"));
    EXPECT_THAT(refused("    return torch.zeros([2, 2])\n"), HasSubstr("do not depend"));
    EXPECT_THAT(refused("    return torch.zeros([2, 2], dtype=3)\n"), HasSubstr("integers"));
    const std::string run = "    return self.head.forward(self.body.forward(x))\n";
    EXPECT_THAT(refused(("    self.k = self.k + 1\n" + run).c_str()), HasSubstr("attribute k"));
    EXPECT_THAT(refused(("    self.seen.add_(1)\n" + run).c_str()), HasSubstr("buffer head.seen"));
}

TEST_F(ScriptedNetwork, SaysWhatDoesNotFit) {
    input_.channels = 3;
    EXPECT_THAT(refusal(), AllOf(HasSubstr(file_.string()), HasSubstr("[2, 3, 8, 8]")));
    input_ = {1, 8, 8, 10};
    EXPECT_THAT(refusal(), AllOf(HasSubstr("[2, 2]"), HasSubstr("[2, 10]")));
    std::ofstream(file_) << "no module";
    EXPECT_THAT(refusal(), HasSubstr("torch.jit.script"));
    std::filesystem::remove(file_);
    EXPECT_THAT(refusal(), HasSubstr(file_.string()));
}

} // namespace
} // namespace thaw
