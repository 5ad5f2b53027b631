#include "core/training/per_example.h"

#include "core/training/fisher.h"
#include "tests/training/naive/gradients.h"
#include "tests/training/small_world.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <cmath>

namespace thaw {
namespace {

std::vector<bool> all(const Network& network) {
    return std::vector<bool>(network.size(), true);
}

double relative(const torch::Tensor& a, const torch::Tensor& b) {
    // A network that ends in ReLU may leave an example without a gradient: 0 in both.
    const auto off = (a - b).abs() / b.abs();
    return torch::where(a.eq(b), torch::zeros_like(off), off).max().item<double>();
}

at::Generator generator(std::uint64_t seed) {
    return at::make_generator<at::CPUGeneratorImpl>(seed);
}

TEST(PerExample, AgreesWithOneExampleAtATime) {
    for (const auto& small : test::small_networks()) {
        SCOPED_TRACE(small.id);
        const auto network = test::make(small);
        const auto data = test::examples(12, small.side);
        test::train(*network, data, 3, 0.02); // more lets networks without BatchNorm diverge
        const auto fast =
            squared_gradient_norms(*network, test::classification(), data, all(*network))
                .to(torch::kDouble);
        const auto slow = naive::squared_gradient_norms(*network, data);
        EXPECT_LT(relative(fast, slow), 1e-4);
        EXPECT_LT(relative(fast.sum(1), slow.sum(1)), 5e-6);
        RecordProperty(small.id, std::to_string(relative(fast, slow)));
    }
}

// Both ways of a convolution's norm, with stride, padding and bias.
TEST(PerExample, ConvolutionsOfAllShapes) {
    torch::manual_seed(4);
    struct Shape {
        std::int64_t in, out, kernel, stride, padding, side;
    };
    for (const Shape& s : {Shape{2, 3, 5, 1, 2, 12}, Shape{24, 32, 3, 1, 1, 3},
                           Shape{3, 5, 3, 2, 1, 9}, Shape{4, 40, 1, 2, 0, 6}}) {
        Conv2d conv(s.in, s.out, s.kernel, s.stride, s.padding, true);
        conv.to(torch::kDouble);
        const auto x = torch::randn({3, s.in, s.side, s.side}, torch::kDouble);
        const auto y = conv.forward(x);
        const auto by_output = torch::randn_like(y);
        const auto norms = conv.squared_gradient_norms(x, by_output);
        for (std::int64_t i = 0; i < 3; ++i) {
            const auto one = (conv.forward(x.slice(0, i, i + 1)) * by_output[i]).sum();
            const double slow =
                naive::gradient(one, conv.parameters()).square().sum().item<double>();
            EXPECT_NEAR(norms[i].item<double>(), slow, 1e-10 * slow);
        }
    }
}

TEST(PerExample, SelectedBlocksAloneGiveTheSame) {
    const test::SmallNetwork small = {"resnet18", {{"width", std::int64_t{2}}}, 28};
    const auto network = test::make(small);
    const auto data = test::examples(6, small.side);
    network->eval();
    const auto whole =
        squared_gradient_norms(*network, test::classification(), data, all(*network));
    for (const std::vector<bool>& blocks :
         {std::vector<bool>{false, false, false, false, false, true},
          std::vector<bool>{false, true, false, true, false, false},
          std::vector<bool>{true, false, false, false, false, true}}) {
        const auto part = squared_gradient_norms(*network, test::classification(), data, blocks);
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            const auto row = static_cast<std::int64_t>(b);
            if (blocks[b]) {
                EXPECT_LT(relative(part[row], whole[row]), 1e-5);
            } else {
                EXPECT_TRUE(part[row].isnan().all().item<bool>());
            }
        }
    }
    const auto none =
        squared_gradient_norms(*network, test::classification(), data, std::vector<bool>(6, false));
    EXPECT_TRUE(none.isnan().all().item<bool>());
}

TEST(PerExample, ConfidentExamplesKeepTheirDigits) {
    const auto logits = torch::tensor({{20.0F, 0.0F, 1.0F}});
    const auto gradient = test::classification().gradient(logits, torch::tensor({std::int64_t{0}}));
    const double others = std::exp(-20.0) + std::exp(-19.0);
    const double expected = -others / (1 + others);
    EXPECT_NEAR(gradient[0][0].item<double>() / expected, 1, 1e-6);
}

TEST(Fisher, LinearSoftmaxHasAClosedForm) {
    // tr F = E[(|h|^2 + 1)(1 - sum_c p_c^2)] for a head with bias.
    const test::SmallNetwork small = {"mlp", {{"depth", std::int64_t{0}}}, 8};
    const auto network = test::make(small);
    const auto data = test::examples(50, small.side);
    network->eval();
    const torch::NoGradGuard no_grad;
    const auto p = torch::softmax(network->forward(data.inputs).to(torch::kDouble), 1);
    const auto h = data.inputs.flatten(1).to(torch::kDouble);
    const auto closed = (h.square().sum(1) + 1) * (1 - p.square().sum(1));

    const auto exact = fisher_traces(*network, test::classification(), data, {true},
                                     FisherLabels::expected, 16, generator(1), nullptr);
    EXPECT_LT(relative(exact->parts[0], closed), 1e-5);

    // Sampled: unbiased, with the spread that its standard error says.
    const double truth = closed.mean().item<double>();
    constexpr int seeds = 400;
    std::vector<double> means;
    for (int seed = 0; seed < seeds; ++seed)
        means.push_back(fisher_traces(*network, test::classification(), data, {true},
                                      FisherLabels::sampled, 50,
                                      generator(static_cast<std::uint64_t>(seed)), nullptr)
                            ->parts.mean()
                            .item<double>());
    const auto sampled = torch::tensor(means, torch::kDouble);
    const double error = sampled.std().item<double>() / std::sqrt(seeds);
    EXPECT_NEAR(sampled.mean().item<double>(), truth, 4 * error);
    EXPECT_LT(error, 0.02 * truth);
}

TEST(Fisher, ExpectationOverLabelsAgreesWithAllClassesOneByOne) {
    const test::SmallNetwork small = {"lenet", {{"width", std::int64_t{2}}}, 16};
    const auto network = test::make(small);
    const auto data = test::examples(7, small.side);
    test::train(*network, data, 2);
    const auto fast = fisher_traces(*network, test::classification(), data, all(*network),
                                    FisherLabels::expected, 3, generator(1), nullptr);
    EXPECT_LT(relative(fast->parts.sum(0), naive::expected_fisher(*network, data)), 1e-5);
}

TEST(Fisher, EmpiricalUsesTheTrueLabels) {
    const test::SmallNetwork small = {"lenet", {{"width", std::int64_t{2}}}, 16};
    const auto network = test::make(small);
    const auto data = test::examples(7, small.side);
    network->eval();
    const auto fast = fisher_traces(*network, test::classification(), data, all(*network),
                                    FisherLabels::empirical, 4, generator(1), nullptr);
    EXPECT_LT(relative(fast->parts, naive::squared_gradient_norms(*network, data)), 1e-4);
}

TEST(Fisher, BatchSizeChangesOnlyTheMemory) {
    const test::SmallNetwork small = {"mlp", {}, 8};
    const auto network = test::make(small);
    const auto data = test::examples(20, small.side);
    network->eval();
    const auto norms = [&](std::int64_t batch_size) {
        return fisher_traces(*network, test::classification(), data, all(*network),
                             FisherLabels::sampled, batch_size, generator(3), nullptr)
            ->parts;
    };
    EXPECT_LT(relative(norms(6), norms(20)), 1e-5);
}

TEST(Fisher, LabelsFollowTheProbabilities) {
    const auto p = torch::tensor({0.1, 0.0, 0.6, 0.3}, torch::kDouble);
    const auto labels = test::classification().draw(p.log().expand({20000, 4}), generator(8));
    const auto shares = labels.bincount({}, 4).to(torch::kDouble) / 20000;
    EXPECT_EQ(shares[1].item<double>(), 0);
    EXPECT_LT((shares - p).abs().max().item<double>(), 4 * std::sqrt(0.25 / 20000));
    EXPECT_NO_THROW(test::classification().draw(torch::full({5, 3}, std::nan("")), generator(1)));
}

} // namespace
} // namespace thaw
