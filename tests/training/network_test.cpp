#include "core/training/network.h"

#include "core/run/error.h"
#include "core/training/batch_norm.h"
#include "core/training/channels_last.h"
#include "tests/training/small_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace thaw {
namespace {

using test::SmallNetwork;

std::int64_t count_parameters(const SmallNetwork& small) {
    std::int64_t count = 0;
    for (const auto& parameter : test::make(small)->all_parameters())
        count += parameter.numel();
    return count;
}

TEST(Network, CatalogueIsCoveredByTheseTests) {
    std::set<std::string> covered{"torchscript"}, known; // scripted_network_test.cpp
    for (const auto& small : test::small_networks())
        covered.insert(small.id);
    for (const auto& entry : networks())
        known.insert(entry.description.id);
    EXPECT_EQ(covered, known);
}

TEST(Network, BlocksPartitionTheParametersAndTheHeadIsLast) {
    for (const auto& small : test::small_networks()) {
        SCOPED_TRACE(small.id);
        const auto network = test::make(small);
        EXPECT_EQ(network->block_name(network->size() - 1), "head");
        const auto named = network->named_parameters();
        std::size_t next = 0;
        for (std::size_t i = 0; i < network->size(); ++i) {
            EXPECT_THAT(network->block_name(i), testing::MatchesRegex("[a-z0-9_]+"));
            ASSERT_FALSE(network->block_parameters(i).empty());
            for (const auto& parameter : network->block_parameters(i)) {
                ASSERT_LT(next, named.size());
                EXPECT_TRUE(named[next].value().is_same(parameter));
                EXPECT_EQ(named[next].key().rfind(network->block_name(i) + ".", 0), 0U);
                ++next;
            }
        }
        EXPECT_EQ(next, named.size());
        EXPECT_EQ(network->all_parameters().size(), named.size());
    }
}

TEST(Network, TakesImagesOf28And32Pixels) {
    for (auto small : test::small_networks())
        for (const std::int64_t side : {28, 32}) {
            if (side == 28 && entry_of(networks(), small.id).description.has_tag("needs_32_pixels"))
                continue;
            small.side = side;
            const auto network = test::make(small);
            const auto images = torch::randn({3, 1, side, side});
            const auto logits = network->forward(images);
            EXPECT_EQ(logits.sizes(), (torch::IntArrayRef{3, 10}));
        }
}

TEST(Network, BlocksOneAfterTheOtherAreTheWhole) {
    for (const auto& small : test::small_networks()) {
        const auto network = test::make(small);
        network->eval();
        const auto images = torch::randn({3, 1, small.side, small.side});
        for (std::size_t cut = 1; cut < network->size(); ++cut) {
            const auto below = network->forward(images, 0, cut);
            EXPECT_TRUE(torch::equal(network->forward(below, cut, network->size()),
                                     network->forward(images)))
                << small.id;
        }
    }
}

TEST(Network, TooSmallImagesAreRefusedWithTheWayOut) {
    try {
        test::make({"vgg11", {}, 28});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::usage);
        EXPECT_THAT(error.what(), testing::HasSubstr("dataset.pad = 2"));
    }
    EXPECT_THROW(test::make({"lenet", {}, 12}), Error);
    EXPECT_TRUE(entry_of(networks(), "vgg11").description.has_tag("needs_32_pixels"));
}

TEST(Network, SizesAreThePublishedOnes) {
    EXPECT_EQ(count_parameters({"lenet", {}, 32}), 51'902);
    const std::int64_t width = 20, second = 50, hidden = 500; // as Caffe's example
    EXPECT_EQ(
        count_parameters(
            {"lenet", {{"width", width}, {"second_width", second}, {"hidden_width", hidden}}, 28}),
        431'080);
    EXPECT_EQ(count_parameters({"resnet18", {}, 32}), 11'172'810); // one input channel
    EXPECT_EQ(count_parameters({"vgg11", {}, 32}), 9'219'328 + 2 * 262'656 + 5'130);
}

TEST(Network, OneStepLowersTheLoss) {
    for (const auto& small : test::small_networks()) {
        const auto network = test::make(small);
        const auto [before, after] = test::train(*network, test::examples(32, small.side), 1, 0.01);
        EXPECT_LT(after, before) << small.id;
    }
}

TEST(Network, BatchNormUsesTheBatchInTrainModeOnly) {
    for (const auto& small : test::small_networks()) {
        const auto network = test::make(small);
        const bool normalised = !network->buffers().empty();
        const auto images = torch::randn({4, 1, small.side, small.side});
        network->eval();
        const auto alone = network->forward(images.slice(0, 0, 1));
        EXPECT_TRUE(torch::allclose(network->forward(images)[0], alone[0], 1e-4, 1e-5));
        std::vector<torch::Tensor> before;
        for (const auto& buffer : network->buffers())
            before.push_back(buffer.clone());
        network->train();
        const auto together = network->forward(images)[0];
        EXPECT_EQ(torch::allclose(together, alone[0], 1e-3, 1e-4), !normalised) << small.id;
        for (std::size_t i = 0; i < before.size(); ++i)
            EXPECT_FALSE(torch::equal(network->buffers()[i], before[i]));
    }
}

// LibTorch 1.13's own are off by up to 1e-3 here: it adds up 100,352 float32 numbers in a row.
TEST(Network, StatisticsOfABatchAreRightToRounding) {
    torch::manual_seed(1);
    const auto x = channels_last(torch::randn({128, 16, 28, 28}) * 0.5 + 3);
    const auto [mean, variance] = channel_statistics(x);
    const auto exact = x.to(torch::kDouble);
    EXPECT_LT((mean / exact.mean({0, 2, 3}) - 1).abs().max().item<double>(), 1e-6);
    EXPECT_LT((variance / exact.var({0, 2, 3}, false) - 1).abs().max().item<double>(), 1e-6);
}

TEST(Network, BatchNormIsPyTorchs) {
    BatchNorm2d ours(3);
    torch::nn::BatchNorm2d theirs(3);
    theirs->to(torch::kDouble);
    const auto x = (torch::randn({5, 3, 4, 4}) * 2 + 1).requires_grad_(true);
    const auto exact = x.detach().to(torch::kDouble).requires_grad_(true);
    const auto close = [](const torch::Tensor& a, const torch::Tensor& b) {
        return torch::allclose(a.to(torch::kDouble), b, 1e-5, 1e-6);
    };
    const auto y = ours.forward(x), y2 = theirs->forward(exact);
    EXPECT_TRUE(close(y, y2));
    const auto weights = torch::randn(y.sizes());
    (y * weights).sum().backward();
    (y2 * weights).sum().backward();
    EXPECT_TRUE(close(x.grad(), exact.grad()));
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_TRUE(close(ours.parameters()[i].grad(), theirs->parameters()[i].grad()));
    ours.eval();
    theirs->eval();
    EXPECT_TRUE(close(ours.forward(x), theirs->forward(exact)));
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_TRUE(close(ours.buffers()[i], theirs->buffers()[i]));
    EXPECT_EQ(ours.named_buffers().keys(), theirs->named_buffers().keys());
    EXPECT_TRUE(torch::equal(ours.buffers()[2], theirs->buffers()[2]));
}

TEST(Network, LayersStartLikePyTorchs) {
    torch::manual_seed(3);
    const Conv2d conv(4, 6, 3, 1, 1, true);
    torch::manual_seed(3);
    const torch::nn::Conv2d theirs(torch::nn::Conv2dOptions(4, 6, 3));
    EXPECT_TRUE(torch::allclose(conv.parameters()[0], theirs->weight));
    EXPECT_TRUE(torch::allclose(conv.parameters()[1], theirs->bias));
    Conv2d he(32, 64, 3, 1, 1, false);
    he.initialise_he();
    EXPECT_NEAR(he.parameters()[0].std().item<double>(), std::sqrt(2.0 / (64 * 9)), 0.002);
}

TEST(Network, DropoutIsForTrainingOnly) {
    const auto network = test::make({"vgg11", {{"width", std::int64_t{4}}, {"dropout", 0.5}}, 32});
    const auto images = torch::randn({2, 1, 32, 32});
    network->eval();
    EXPECT_TRUE(torch::equal(network->forward(images), network->forward(images)));
    network->train();
    EXPECT_FALSE(torch::equal(network->forward(images), network->forward(images)));
}

TEST(Network, TrainableFlagsAreByBlock) {
    const auto network = test::make({"resnet18", {{"width", std::int64_t{2}}}, 28});
    const std::vector<bool> flags = {false, true, false, false, true, true};
    network->set_trainable(flags);
    EXPECT_EQ(network->trainable(), flags);
    EXPECT_FALSE(network->block_parameters(0)[0].requires_grad());
    EXPECT_TRUE(network->block_parameters(1).back().requires_grad());
    EXPECT_THROW(network->set_trainable({true}), std::logic_error);
}

} // namespace
} // namespace thaw
