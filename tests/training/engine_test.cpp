// The engine against LibTorch's autograd and against naive float64 implementations, over networks
// of the catalogue and random ones.
#include "core/training/engine/engine.h"

#include "core/training/engine/kernels/normal_noise.h"
#include "core/training/fisher.h"
#include "core/training/fisher_pairs.h"
#include "core/training/objective.h"
#include "core/training/per_example.h"
#include "core/training/residual_block.h"
#include "tests/training/naive/gradients.h"
#include "tests/training/small_world.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace thaw {
namespace {

std::vector<bool> all(const Network& network) {
    return std::vector<bool>(network.size(), true);
}

at::Generator generator(std::uint64_t seed) {
    return at::make_generator<at::CPUGeneratorImpl>(seed);
}

double relative(const torch::Tensor& a, const torch::Tensor& b) {
    return (a.to(torch::kDouble) - b.to(torch::kDouble)).norm().item<double>() /
           b.to(torch::kDouble).norm().item<double>();
}

// Convolutional networks of random shape: kernels, strides, padding, widths that fill no vector,
// BatchNorm or bias or both, pooling, residual blocks, one to three blocks and a head.
std::shared_ptr<Network> random_network(std::uint64_t seed, std::int64_t side) {
    std::mt19937_64 dice(seed);
    const auto pick = [&](std::int64_t from, std::int64_t to) {
        return std::uniform_int_distribution<std::int64_t>(from, to)(dice);
    };
    torch::manual_seed(seed);
    auto network = std::make_shared<Network>();
    std::int64_t channels = 1;
    const std::int64_t blocks = pick(1, 3);
    for (std::int64_t b = 0; b < blocks; ++b) {
        auto block = std::make_shared<Chain>();
        const std::int64_t out = pick(1, 40), kernel = pick(0, 2) * 2 + 1;
        const std::int64_t stride = side > 6 ? pick(1, 2) : 1, padding = kernel / 2;
        const bool norm = pick(0, 1) == 1;
        block->add("conv", std::make_shared<Conv2d>(channels, out, kernel, stride, padding,
                                                    !norm || pick(0, 1) == 1));
        if (norm)
            block->add("norm", std::make_shared<BatchNorm2d>(out));
        block->relu();
        side = (side + 2 * padding - kernel) / stride + 1;
        channels = out;
        if (pick(0, 1) == 1) {
            const std::int64_t wide = pick(0, 1) == 1 ? out : pick(1, 40);
            auto residual = std::make_shared<Chain>();
            residual->add("conv", std::make_shared<Conv2d>(out, wide, 3, 1, 1, false));
            residual->add("norm", std::make_shared<BatchNorm2d>(wide));
            std::shared_ptr<Chain> shortcut;
            if (wide != out) {
                shortcut = std::make_shared<Chain>();
                shortcut->add("conv", std::make_shared<Conv2d>(out, wide, 1, 1, 0, true));
            }
            block->add("residual", std::make_shared<ResidualBlock>(residual, shortcut));
            channels = wide;
        }
        if (side >= 4 && pick(0, 1) == 1) {
            const std::int64_t window = pick(2, 3);
            block->max_pool(window, 2, window / 2);
            side = (side + 2 * (window / 2) - window) / 2 + 1;
        }
        if (pick(0, 2) == 0)
            block->dropout(0.5);
        network->append("block" + std::to_string(b), block);
    }
    auto head = std::make_shared<Chain>();
    if (pick(0, 1) == 1)
        head->average_pool();
    else {
        head->flatten();
        channels *= side * side;
    }
    if (pick(0, 1) == 1) {
        head->add("hidden", std::make_shared<Linear>(channels, 12)).relu();
        channels = 12;
    }
    head->add("linear", std::make_shared<Linear>(channels, 10));
    network->append("head", head);
    return network;
}

struct Case {
    std::shared_ptr<Network> network;
    Examples data;
    std::string name;
};

// The catalogue's small ones, a wider ResNet whose late layers go by pixels, and random ones.
std::vector<Case> cases() {
    std::vector<Case> found;
    auto smalls = test::small_networks();
    smalls.push_back({"resnet18", {{"width", std::int64_t{8}}}, 28});
    smalls.push_back({"lenet", {}, 28});
    for (const auto& small : smalls)
        found.push_back({test::make(small), test::examples(9, small.side), small.id});
    for (std::uint64_t seed = 1; seed <= 14; ++seed)
        found.push_back(
            {random_network(seed, 12), test::examples(9, 12), "random " + std::to_string(seed)});
    for (auto& item : found)
        test::train(*item.network, item.data, 3, 0.02);
    return found;
}

TEST(Engine, LogitsAreTheNetworks) {
    for (const auto& item : cases()) {
        SCOPED_TRACE(item.name);
        auto engine = Engine::of(*item.network);
        ASSERT_TRUE(engine) << Engine::obstacle(*item.network);
        engine->set_weights(engine->weights());
        const auto logits = engine->forward(item.data.inputs, item.network->size());
        EXPECT_LT(relative(logits, item.network->forward(item.data.inputs).detach()), 2e-6);
        const auto kept = engine->forward(item.data.inputs, 0);
        EXPECT_LT(relative(kept, logits), 1e-6);
    }
}

TEST(Engine, NormsAreThoseOfOneExampleAtATime) {
    for (const auto& item : cases()) {
        SCOPED_TRACE(item.name);
        const auto fast = squared_gradient_norms(*item.network, test::classification(), item.data,
                                                 all(*item.network));
        const auto slow = naive::squared_gradient_norms(*item.network, item.data);
        const auto totals = [](const torch::Tensor& norms) { return norms.sum(1); };
        EXPECT_GT(totals(slow).min().item<double>(), 0); // or nothing is compared
        EXPECT_LT((totals(fast) / totals(slow) - 1).abs().max().item<double>(), 1e-6);
        EXPECT_LT(std::abs(fast.sum().item<double>() / slow.sum().item<double>() - 1), 1e-6);
        // One example: float32 rounding in the backward pass, against its own size and the batch's.
        const auto loose = 1e-4 * slow + 1e-6 * slow.mean(1, true);
        EXPECT_TRUE(((fast - slow).abs() <= loose).all().item<bool>());
    }
}

TEST(Engine, NormsAreAutogradsForRowsInAnyOrderAndForSomeBlocks) {
    for (const auto& item : cases()) {
        SCOPED_TRACE(item.name);
        auto blocks = all(*item.network);
        blocks[0] = blocks.size() < 3;
        const auto rows = torch::tensor({4, 0, 4, 8, 2, 4, 7, 0, 1, 3, 5}, torch::kLong);
        torch::manual_seed(3);
        const auto by_logits = torch::randn({rows.numel(), 10});
        const auto fast =
            example_pass(*item.network, item.data.inputs, blocks)->squared_norms(by_logits, rows);
        const auto slow = autograd_example_pass(*item.network, item.data.inputs, blocks)
                              ->squared_norms(by_logits, rows);
        EXPECT_TRUE(torch::equal(fast.isnan(), slow.isnan()));
        EXPECT_LT(relative(fast.nan_to_num(0), slow.nan_to_num(0)), 1e-5);
    }
}

TEST(Engine, LossAndGradientAreAutogradsAwayFromTheWeightsToo) {
    for (const auto& item : cases()) {
        SCOPED_TRACE(item.name);
        const auto fast =
            batch_objective(*item.network, test::classification(), item.data, all(*item.network));
        const auto slow = autograd_objective(*item.network, test::classification(), item.data,
                                             all(*item.network));
        const auto w = fast->origin();
        ASSERT_TRUE(torch::equal(w, slow->origin()));
        torch::manual_seed(4);
        for (const auto& point : {w, w + 0.02 * w.abs() * torch::randn_like(w)}) {
            const auto a = fast->gradient(point), b = slow->gradient(point);
            EXPECT_NEAR(a.loss, b.loss, 1e-5 * std::abs(b.loss));
            EXPECT_LT(relative(a.gradient, b.gradient), 2e-5);
            EXPECT_NEAR(fast->loss(point), b.loss, 1e-5 * std::abs(b.loss));
            EXPECT_NEAR(fast->group_loss(4, 2, point), slow->group_loss(4, 2, point), 1e-5);
        }
        const auto a = fast->groups(4), b = slow->groups(4);
        ASSERT_EQ(a.size(), 3U);
        for (std::size_t g = 0; g < a.size(); ++g) {
            EXPECT_NEAR(a[g].loss, b[g].loss, 1e-5 * std::abs(b[g].loss));
            EXPECT_LT(relative(a[g].gradient, b[g].gradient), 2e-5);
        }
    }
}

TEST(Engine, HessianProductsAreThoseOfDifferentiatingTwice) {
    for (const auto& item : cases()) {
        SCOPED_TRACE(item.name);
        for (const bool from_second : {false, true}) {
            auto blocks = all(*item.network);
            blocks[0] = !from_second;
            const auto fast =
                batch_objective(*item.network, test::classification(), item.data, blocks);
            const auto slow =
                autograd_objective(*item.network, test::classification(), item.data, blocks);
            torch::manual_seed(5);
            const auto gradient = slow->gradient(slow->origin()).gradient;
            for (const auto& v : {torch::randn_like(gradient), gradient})
                EXPECT_LT(relative(fast->hessian_product(v), slow->hessian_product(v)), 1e-4);
        }
    }
}

TEST(Engine, TheGradientAtTheOriginIsOneWhereverItIsTakenFrom) {
    for (const auto& item : cases()) {
        SCOPED_TRACE(item.name);
        const auto objective =
            batch_objective(*item.network, test::classification(), item.data, all(*item.network));
        const auto w = objective->origin();
        const auto alone = objective->gradient(w.clone());
        const auto shared = objective->gradient(w);
        const auto product = objective->hessian_product(shared.gradient);
        objective->loss(w * 1.01);
        const auto again = objective->gradient(w);
        EXPECT_EQ(shared.loss, alone.loss);
        EXPECT_TRUE(torch::equal(shared.gradient, alone.gradient));
        EXPECT_TRUE(torch::equal(again.gradient, alone.gradient));
        EXPECT_TRUE(torch::equal(objective->hessian_product(shared.gradient), product));
    }
}

TEST(Engine, LeavesTheNetworkAlone) {
    const test::SmallNetwork small = {"resnet18", {{"width", std::int64_t{4}}}, 28};
    const auto network = test::make(small);
    const auto data = test::examples(6, small.side);
    network->eval();
    network->set_trainable({false, false, true, true, false, true});
    std::vector<torch::Tensor> before;
    for (const auto& parameter : network->all_parameters())
        before.push_back(parameter.detach().clone());
    const auto objective = batch_objective(*network, test::classification(), data, all(*network));
    const auto w = objective->origin();
    objective->gradient(w * 1.01);
    objective->hessian_product(torch::ones_like(w));
    squared_gradient_norms(*network, test::classification(), data, all(*network));
    const auto after = network->all_parameters();
    for (std::size_t i = 0; i < after.size(); ++i) {
        EXPECT_TRUE(torch::equal(before[i], after[i]));
        EXPECT_FALSE(after[i].grad().defined());
    }
    EXPECT_EQ(network->trainable(), (std::vector<bool>{false, false, true, true, false, true}));
}

TEST(Engine, NumbersThatAreNotFiniteStayWhatTheyAre) {
    const test::SmallNetwork small = {"resnet18", {{"width", std::int64_t{4}}}, 28};
    const auto network = test::make(small);
    const auto data = test::examples(6, small.side);
    network->eval();
    {
        const torch::NoGradGuard no_grad;
        network->all_parameters()[0].fill_(std::nan(""));
    }
    EXPECT_TRUE(squared_gradient_norms(*network, test::classification(), data, all(*network))
                    .isnan()
                    .all()
                    .item<bool>());
    const auto objective = batch_objective(*network, test::classification(), data, all(*network));
    EXPECT_TRUE(std::isnan(objective->loss(objective->origin())));
}

// A block of somebody's own: parameters of no known layer.
class OwnBlock : public Block {
  public:
    OwnBlock() { scale_ = register_parameter("scale", torch::full({16}, 0.7)); }
    torch::Tensor forward(const torch::Tensor& x) override {
        return torch::tanh(x.flatten(1) * scale_);
    }

  private:
    torch::Tensor scale_;
};

TEST(Engine, UnknownBlocksFallBackToAutogradWithTheSameResults) {
    torch::manual_seed(1);
    Network network;
    network.append("own", std::make_shared<OwnBlock>());
    auto head = std::make_shared<Chain>();
    head->add("linear", std::make_shared<Linear>(16, 10));
    network.append("head", head);
    const auto data = test::examples(7, 4);
    network.eval();
    EXPECT_FALSE(Engine::of(network));
    EXPECT_EQ(Engine::obstacle(network), "block own");
    const auto fast = squared_gradient_norms(network, test::classification(), data, {true, true});
    EXPECT_LT(relative(fast, naive::squared_gradient_norms(network, data)), 1e-5);
    const auto traces = fisher_traces(network, test::classification(), data, {true, true},
                                      FisherLabels::pairs, 7, generator(1), nullptr);
    EXPECT_TRUE(traces->parts.isfinite().all().item<bool>());
    const auto objective = batch_objective(network, test::classification(), data, {true, true});
    const auto v = torch::ones_like(objective->origin());
    const auto product = objective->hessian_product(v);
    const naive::Float64 precise(network);
    const auto dense = naive::hessian(network, data, network.all_parameters());
    EXPECT_LT(relative(product, dense.mv(v.to(torch::kDouble))), 1e-4);
}

TEST(FisherPairs, AreUnbiasedAndSayTheirNoise) {
    const test::SmallNetwork small = {"lenet", {{"width", std::int64_t{2}}}, 16};
    const auto network = test::make(small);
    const auto data = test::examples(24, small.side);
    test::train(*network, data, 20);
    const auto blocks = all(*network);
    const auto exact = naive::expected_fisher(*network, data).sum().item<double>();
    const auto pass = example_pass(*network, data.inputs, blocks);
    // So that there is something to sample: by plan, and because there would be too many rows.
    for (const PairsPlan plan : {PairsPlan{0.6, 0.5}, PairsPlan{0.95, 0.25, 1.5}}) {
        std::vector<double> sums, variances;
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            const auto traces =
                fisher_pairs(*pass, test::classification(), blocks, plan, 24, generator(seed));
            EXPECT_LE(traces.rows, 24 * plan.most_share);
            EXPECT_GT(traces.variance[-1].item<double>(), 0); // some were sampled
            sums.push_back(traces.by_example.sum().item<double>());
            variances.push_back(traces.variance[-1].item<double>());
        }
        const auto found = torch::tensor(sums, torch::kDouble);
        const double spread = found.std().item<double>();
        EXPECT_NEAR(found.mean().item<double>(), exact, 4 * spread / std::sqrt(300) + 1e-5 * exact);
        // An upper bound, because the sample is systematic, but no wild one.
        const double said =
            std::sqrt(torch::tensor(variances, torch::kDouble).mean().item<double>());
        EXPECT_GT(said, 0.9 * spread);
        EXPECT_LT(said, 5 * spread);
    }
    // Everything taken: exact.
    const auto full =
        fisher_pairs(*pass, test::classification(), blocks, {1.0, 10.0, 20.0}, 24, generator(1));
    EXPECT_NEAR(full.by_example.sum().item<double>() / exact, 1, 1e-5);
    EXPECT_EQ(full.variance[-1].item<double>(), 0);
}

// The head's part is what a pair is guessed by: nothing of it is left to the sample, and the spread
// over the examples is their own.
TEST(FisherPairs, OfTheHeadAloneAreExactForEveryExample) {
    const test::SmallNetwork small = {"lenet", {{"width", std::int64_t{2}}}, 16};
    const auto network = test::make(small);
    const auto data = test::examples(24, small.side);
    std::vector<bool> head(all(*network).size(), false);
    head.back() = true;
    const auto pass = example_pass(*network, data.inputs, head);
    const auto full =
        fisher_pairs(*pass, test::classification(), head, {1.0, 10.0, 20.0}, 24, generator(1));
    const auto sampled =
        fisher_pairs(*pass, test::classification(), head, {0.6, 0.5}, 24, generator(2));
    EXPECT_LT(sampled.rows, full.rows);
    const auto exact = full.by_example[-1];
    EXPECT_LT(relative(sampled.by_example[-1], exact), 1e-5);
    const double total = exact.sum().item<double>();
    EXPECT_LT(sampled.scatter[-1].item<double>(), 1e-10 * total * total);
}

TEST(Fisher, ThePapersEstimatorHasTheSameMean) {
    const test::SmallNetwork small = {"lenet", {{"width", std::int64_t{2}}}, 16};
    const auto network = test::make(small);
    const auto data = test::examples(12, small.side);
    test::train(*network, data, 5);
    const auto exact = naive::expected_fisher(*network, data).mean().item<double>();
    std::vector<double> found;
    for (std::uint64_t seed = 0; seed < 400; ++seed)
        found.push_back(fisher_traces(*network, test::classification(), data, all(*network),
                                      FisherLabels::paper, 6, generator(seed), nullptr)
                            ->parts.sum(0)
                            .mean()
                            .item<double>());
    const auto values = torch::tensor(found, torch::kDouble);
    EXPECT_NEAR(values.mean().item<double>(), exact, 4 * values.std().item<double>() / 20);
}

TEST(NormalNoise, IsNormalAndAFunctionOfItsPlace) {
    std::vector<float> z(100003), again(100003);
    const std::size_t pairs = kernels::normal_noise_pairs(z.size());
    kernels::normal_noise(7, 3, z.data(), z.size(), 0, pairs);
    for (std::size_t begin = 0, size = 2; begin < pairs; begin += size, size = size * 2 + 6)
        kernels::normal_noise(7, 3, again.data(), again.size(), begin,
                              std::min(pairs, begin + size));
    EXPECT_EQ(z, again);
    const auto x = torch::tensor(z).to(torch::kDouble);
    const double n = 100003;
    EXPECT_NEAR(x.mean().item<double>(), 0, 4 / std::sqrt(n));
    EXPECT_NEAR(x.square().mean().item<double>(), 1, 4 * std::sqrt(2 / n));
    EXPECT_NEAR(x.pow(4).mean().item<double>(), 3, 4 * std::sqrt(96 / n));
    EXPECT_GT(x.abs().max().item<double>(), 3.5);
    kernels::normal_noise(7, 4, again.data(), again.size(), 0, pairs);
    const auto y = torch::tensor(again).to(torch::kDouble);
    EXPECT_NEAR((x * y).mean().item<double>(), 0, 4 / std::sqrt(n));
}

} // namespace
} // namespace thaw
