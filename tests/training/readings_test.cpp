// Every metric against a second, naive implementation.
#include "core/training/metric.h"
#include "core/training/objective.h"
#include "tests/training/naive/readings.h"
#include "tests/training/small_world.h"

#include <gtest/gtest.h>

#include <cmath>

namespace thaw {
namespace {

using test::World;

void expect_close(double value, double expected, double tolerance = 1e-4) {
    EXPECT_NEAR(value, expected, tolerance * std::abs(expected));
}

void expect_close(const Reading& reading, const naive::Mean& expected, double tolerance = 1e-4) {
    expect_close(reading.value, expected.value, tolerance);
    expect_close(reading.standard_error, expected.error, 10 * tolerance);
}

World lenet() {
    return World({"lenet", {{"width", std::int64_t{2}}}, 16});
}

// The subset that a metric under its own id looks at.
Examples subset_of(const World& world, const std::string& id, std::int64_t examples) {
    Table settings;
    settings.set("examples", examples);
    settings.set("seed", std::int64_t{0});
    return metric_subset(world.context(), settings, id);
}

TEST(Readings, TrainIsTheLastMiniBatch) {
    World world = lenet();
    world.last_update = {torch::tensor({1.0F, 2.0F, 6.0F}), torch::tensor({true, false, true})};
    const auto readings = world.measure("train");
    expect_close(readings[0], naive::mean({1, 2, 6}), 1e-6);
    expect_close(readings[1], naive::mean({1, 0, 1}), 1e-6);
    EXPECT_EQ(readings[0].count, 3);
    const auto context = world.context();
    const MetricContext before_any = {
        context.network, context.task,          context.train, context.splits,     nullptr, 0,
        false,           context.learning_rate, context.seed,  context.interrupted};
    EXPECT_FALSE(world.metric("train")->measure(before_any));
}

TEST(Readings, EvaluationIsOneImageAtATime) {
    World world = lenet();
    for (const bool last : {false, true}) {
        world.last_step = last;
        const std::int64_t n = last ? 30 : 20;
        const auto readings = world.measure(
            "evaluation", {{"max_examples", std::int64_t{20}}, {"batch_size", std::int64_t{7}}});
        ASSERT_EQ(readings.size(), 9U);
        std::vector<std::vector<double>> right, losses;
        for (const auto& split : world.splits) {
            right.emplace_back();
            losses.emplace_back();
            for (std::int64_t i = 0; i < n; ++i) {
                const Examples one = split.slice(i, i + 1);
                const auto logits = world.network->forward(one.inputs)[0];
                const auto label = one.targets.item<std::int64_t>();
                right.back().push_back(logits.argmax().item<std::int64_t>() == label ? 1 : 0);
                losses.back().push_back(-torch::log_softmax(logits, 0)[label].item<double>());
            }
        }
        std::vector<double> right_mean, loss_mean;
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
            right_mean.push_back((right[1][i] + right[2][i]) / 2);
            loss_mean.push_back((losses[1][i] + losses[2][i]) / 2);
        }
        for (std::size_t s = 0; s < 3; ++s) {
            expect_close(readings[s], naive::mean(right[s]), 1e-9);
            expect_close(readings[3 + s], naive::mean(losses[s]));
            EXPECT_EQ(readings[s].count, n);
        }
        expect_close(readings[6], naive::mean(right_mean), 1e-9);
        const bool first = naive::mean(right[1]).value <= naive::mean(right[2]).value;
        expect_close(readings[7], naive::mean(right[first ? 1 : 2]), 1e-9);
        expect_close(readings[8], naive::mean(loss_mean));
    }
}

TEST(Readings, EvaluationWithSplitsOfDifferentSizesOrWithoutOod) {
    World world = lenet();
    world.splits[2] = test::set_of(world.splits[2].slice(0, 12), "shot_noise_5", SplitRole::ood);
    const auto r = world.measure("evaluation");
    expect_close(r[6].value, (r[1].value + r[2].value) / 2, 1e-9);
    expect_close(r[6].standard_error, std::hypot(r[1].standard_error, r[2].standard_error) / 2,
                 1e-9);
    EXPECT_EQ(r[6].count, 42);
    world.splits.erase(world.splits.begin() + 1, world.splits.end());
    const auto metric = world.metric("evaluation");
    EXPECT_EQ(metric->series().size(), 2U);
    EXPECT_EQ(metric->measure(world.context())->size(), 2U);
}

TEST(Readings, FisherTraceIsTheMeanOverItsSubset) {
    const World world = lenet();
    world.network->set_trainable({false, true, false, true});
    const auto subset = subset_of(world, "fisher_trace", 25);
    const auto readings = world.measure(
        "fisher_trace", {{"examples", std::int64_t{25}}, {"labels", std::string("empirical")}});
    world.network->set_trainable({true, true, true, true});
    const auto norms = naive::squared_gradient_norms(*world.network, subset);
    const auto list = [](const torch::Tensor& row) {
        return std::vector<double>(row.data_ptr<double>(), row.data_ptr<double>() + row.numel());
    };
    const auto total = naive::mean(list((norms[1] + norms[3]).contiguous()));
    double d = 0;
    for (const std::size_t block : {1U, 3U})
        for (const auto& parameter : world.network->block_parameters(block))
            d += static_cast<double>(parameter.numel());
    expect_close(readings[0], total);
    expect_close(readings[1], {total.value / d, total.error / d});
    EXPECT_EQ(readings[2].value, 0); // nothing was drawn
    EXPECT_TRUE(std::isnan(readings[3].value));
    expect_close(readings[4], naive::mean(list(norms[1].contiguous())));
    EXPECT_TRUE(std::isnan(readings[5].value));
    expect_close(readings[6], naive::mean(list(norms[3].contiguous())));
}

TEST(Readings, SharpnessAvgReplaysItsDraws) {
    const World world = lenet();
    Table settings;
    settings.set("seed", std::int64_t{0});
    auto generator = metric_generator(world.context(), settings, "sharpness_avg", "draws");
    const auto subset = subset_of(world, "sharpness_avg", 24);
    const test::Settings changes = {{"examples", std::int64_t{24}},
                                    {"batch_size", std::int64_t{8}},
                                    {"draws", std::int64_t{4}},
                                    {"estimator", std::string("paper")},
                                    {"rho", 0.5}};
    const auto reading = world.measure("sharpness_avg", changes)[0];

    const auto parameters = world.network->all_parameters();
    const auto w = flat(parameters);
    const naive::Float64 precise(*world.network);
    std::vector<double> rises;
    for (std::int64_t batch = 0; batch < 3; ++batch)
        for (int draw = 0; draw < 4; ++draw) {
            const torch::NoGradGuard no_grad;
            const auto examples = subset.slice(8 * batch, 8 * batch + 8);
            const double clean = naive::loss(*world.network, examples).item<double>();
            const auto noise = torch::empty(w.sizes()).normal_(0, 1, generator);
            std::int64_t next = 0;
            for (auto parameter : parameters)
                for (auto& entry : parameter.view(-1).unbind()) {
                    const double scale = std::abs(w[next].item<double>());
                    entry += 0.5 * scale * noise[next].item<double>();
                    ++next;
                }
            rises.push_back(naive::loss(*world.network, examples).item<double>() - clean);
            next = 0;
            for (auto parameter : parameters)
                for (auto& entry : parameter.view(-1).unbind())
                    entry.fill_(w[next++].item<double>());
        }
    expect_close(reading, naive::mean(rises));
    EXPECT_EQ(reading.count, 12);
}

TEST(Readings, SharpnessWorstFollowsTheGradientForASmallRadius) {
    const World world = lenet();
    const auto subset = subset_of(world, "sharpness_worst", 24);
    const auto reading = world.measure(
        "sharpness_worst",
        {{"examples", std::int64_t{24}}, {"batch_size", std::int64_t{8}}, {"rho", 1e-3}})[0];
    EXPECT_TRUE(std::isnan(world
                               .measure("sharpness_worst", {{"examples", std::int64_t{8}},
                                                            {"batch_size", std::int64_t{8}}})[0]
                               .standard_error));
    const naive::Float64 precise(*world.network);
    const auto parameters = world.network->all_parameters();
    std::vector<double> rises;
    for (const auto& g : naive::group_gradients(*world.network, subset, 8, parameters))
        rises.push_back(1e-3 * (g * flat(parameters)).norm().item<double>());
    expect_close(reading, naive::mean(rises), 5e-3);
    EXPECT_EQ(reading.count, 3);
}

TEST(Readings, LambdaMaxIsThatOfTheDenseHessian) {
    const World world({"mlp", {{"width", std::int64_t{5}}}, 4});
    const auto subset = subset_of(world, "lambda_max", 24);
    for (const std::vector<bool>& blocks :
         {std::vector<bool>{true, true, true}, std::vector<bool>{false, true, true}}) {
        world.network->set_trainable(blocks);
        const auto readings = world.measure("lambda_max", {{"examples", std::int64_t{27}},
                                                           {"batch_size", std::int64_t{9}},
                                                           {"iterations", std::int64_t{60}},
                                                           {"tolerance", 1e-8}});
        const auto whole = subset_of(world, "lambda_max", 27);
        const naive::Float64 precise(*world.network);
        const auto parameters = parameters_of(*world.network, blocks);
        const auto [values, vectors] =
            torch::linalg_eigh(naive::hessian(*world.network, whole, parameters), "L");
        const auto top = vectors.select(1, -1);
        std::vector<double> quotients;
        for (std::int64_t g = 0; g < 3; ++g)
            quotients.push_back(
                top.dot(naive::hessian(*world.network, whole.slice(9 * g, 9 * g + 9), parameters)
                            .mv(top))
                    .item<double>());
        expect_close(readings[0].value, values[-1].item<double>());
        expect_close(readings[0].standard_error, naive::mean(quotients).error, 1e-2);
        EXPECT_EQ(readings[0].count, 3);
        EXPECT_LE(readings[1].value, 1e-4);
        EXPECT_DOUBLE_EQ(readings[2].value, 20);
    }
}

// From where the last reading ended, fewer products do; and what was frozen then starts with 0.
TEST(Readings, LambdaMaxStartsWhereTheLastOneEnded) {
    const World world = lenet();
    const std::vector<bool> upper = {false, true, true, true};
    ASSERT_EQ(world.network->size(), upper.size());
    const auto metric = world.metric(
        "lambda_max",
        {{"examples", std::int64_t{16}}, {"batch_size", std::int64_t{8}}, {"tolerance", 1e-3}});
    world.network->set_trainable(upper);
    const auto cold = *metric->measure(world.context());
    EXPECT_FALSE(metric->start().defined()); // no earlier boundary
    const auto again = *metric->measure(world.context());
    EXPECT_EQ(again[0].value, cold[0].value);
    EXPECT_EQ(again[1].count, cold[1].count);

    metric->weights_move();
    const auto parts = parameters_of(*world.network, {true, false, false, false});
    const std::int64_t lowest = flat(parts).numel();
    ASSERT_EQ(metric->start().numel(), flat(world.network->all_parameters()).numel());
    EXPECT_EQ(metric->start()[0].slice(0, 0, lowest).abs().max().item<float>(), 0);
    EXPECT_NEAR(metric->start().norm().item<double>(), 1, 1e-5);
    const auto warm = *metric->measure(world.context());
    EXPECT_NEAR(warm[0].value / cold[0].value, 1, 1e-3);
    EXPECT_LT(warm[1].count, cold[1].count);

    world.network->set_trainable(std::vector<bool>(upper.size(), true));
    const auto whole = *metric->measure(world.context());
    const auto fresh = world.measure(
        "lambda_max",
        {{"examples", std::int64_t{16}}, {"batch_size", std::int64_t{8}}, {"tolerance", 1e-3}});
    EXPECT_NEAR(whole[0].value / fresh[0].value, 1, 1e-3);
}

TEST(Readings, GradientIsThatOfTheGroups) {
    const World world = lenet(); // groups of 8, the training batch size: 4 of 35 images
    const std::vector<bool> blocks = {false, true, true, true};
    world.network->set_trainable(blocks);
    const auto subset = subset_of(world, "gradient", 35);
    const auto readings = world.measure("gradient", {{"examples", std::int64_t{35}}});
    const naive::Float64 precise(*world.network);
    const auto groups = [&](const std::vector<torch::Tensor>& parameters) {
        return naive::group_gradients(*world.network, subset, 8, parameters);
    };
    const auto whole = groups(parameters_of(*world.network, blocks));
    ASSERT_EQ(whole.size(), 4U);
    expect_close(readings[0], naive::norm_of_mean(whole));
    EXPECT_TRUE(std::isnan(readings[1].value));
    for (std::size_t b = 1; b < 4; ++b)
        expect_close(readings[1 + b],
                     naive::norm_of_mean(groups(world.network->block_parameters(b))));
    expect_close(readings[5], naive::alignment(whole));
    EXPECT_EQ(readings[5].count, 4);
}

TEST(Readings, WeightsAreNormsAndRates) {
    const World world({"resnet18", {{"width", std::int64_t{2}}}, 28});
    world.network->set_trainable({false, true, true, true, true, true});
    const auto readings = world.measure("weights");
    double total = 0;
    for (std::size_t b = 0; b < 6; ++b) {
        double squared = 0, kernels = 0;
        for (const auto& parameter : world.network->block_parameters(b))
            for (const auto& entry : parameter.detach().reshape(-1).unbind()) {
                const auto w = entry.item<double>();
                squared += w * w;
                kernels += parameter.dim() > 1 ? w * w : 0;
            }
        total += squared;
        expect_close(readings[1 + b].value, std::sqrt(squared), 1e-9);
        if (b == 0)
            EXPECT_TRUE(std::isnan(readings[7].value)); // frozen
        else
            expect_close(readings[7 + b].value, 0.1 / kernels, 1e-9);
    }
    expect_close(readings[0].value, std::sqrt(total), 1e-9);
}

} // namespace
} // namespace thaw
