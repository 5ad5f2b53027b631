// Every task against autograd, and the numbers it is judged by against closed forms.
#include "core/training/fisher.h"
#include "core/training/objective.h"
#include "tests/training/naive/gradients.h"
#include "tests/training/small_world.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <limits>

#include <cmath>
#include <numeric>

namespace thaw {
namespace {

using torch::Tensor;

at::Generator generator(std::uint64_t seed) {
    return at::make_generator<at::CPUGeneratorImpl>(seed);
}

std::shared_ptr<const Task> made(const std::string& id, const test::Settings& changes = {}) {
    const auto& entry = entry_of(tasks(), id);
    return entry.make(test::settings_of(entry.description, changes));
}

struct Asked {
    std::string name;
    std::shared_ptr<const Task> task;
    Tensor outputs, targets;
};

// Seven examples, some of them confident.
std::vector<Asked> every_task() {
    torch::manual_seed(3);
    const Tensor outputs = torch::randn({7, 4}, torch::kDouble) * 3;
    const Tensor labels = torch::randint(4, {7}, torch::kLong);
    return {{"classification", made("classification"), outputs, labels},
            {"smoothed", made("classification", {{"label_smoothing", 0.2}}), outputs, labels},
            {"regression", made("regression"), outputs, torch::randn({7, 4})}};
}

double farthest(const Tensor& a, const Tensor& b) {
    return (a - b).abs().max().item<double>();
}

TEST(Tasks, EveryOneOfTheCatalogueIsTriedHere) {
    std::set<std::string> tried, all;
    for (const auto& asked : every_task())
        tried.insert(asked.name == "smoothed" ? "classification" : asked.name);
    for (const auto& entry : tasks())
        all.insert(entry.description.id);
    EXPECT_EQ(tried, all);
}

TEST(Tasks, DerivativesAreThoseOfTheLosses) {
    for (const auto& [name, task, outputs, targets] : every_task()) {
        const Tensor z = outputs.clone().requires_grad_();
        const Tensor losses = task->exact_losses(z, targets);
        EXPECT_EQ(losses.sizes(), at::IntArrayRef({7})) << name;
        EXPECT_LT(farthest(task->losses(z, targets).to(torch::kDouble), losses), 1e-6) << name;
        const Tensor gradient = torch::autograd::grad({losses.sum()}, {z}, {}, true, true)[0];
        EXPECT_LT(farthest(task->gradient(outputs, targets), gradient), 1e-12) << name;
        const Tensor direction = torch::randn({7, 4}, torch::kDouble);
        const Tensor product = gradient.requires_grad()
                                   ? torch::autograd::grad({(gradient * direction).sum()}, {z})[0]
                                   : torch::zeros_like(direction);
        EXPECT_LT(farthest(task->curvature(outputs)(direction), product), 1e-12) << name;
    }
}

TEST(Tasks, ScoresOfDrawnTargetsHaveMeanZeroAndTheToldCovariance) {
    for (const auto& [name, whole, outputs, targets] : every_task()) {
        const Task& task = whole->likelihood();
        const Tensor one = outputs.slice(0, 0, 1);
        constexpr std::int64_t draws = 40000;
        const Tensor many = one.expand({draws, 4}).contiguous();
        const Tensor scores = task.gradient(many, task.draw(many, generator(5)));
        EXPECT_LT(scores.mean(0).abs().max().item<double>(), 0.03) << name;
        const Tensor covariance = task.score_covariance(one)[0];
        EXPECT_LT(farthest(scores.t().mm(scores) / draws, covariance), 0.03) << name;
        Tensor from_rows = torch::zeros({4, 4}, torch::kDouble);
        for (std::int64_t k = 0; k < 4; ++k) {
            const auto [weight, row] = task.score_row(one, k);
            from_rows += weight[0] * row[0].outer(row[0]);
        }
        EXPECT_LT(farthest(from_rows, covariance), 1e-12) << name;
        const Tensor nothing = torch::full({3, 4}, std::nan(""), torch::kDouble);
        EXPECT_NO_THROW(task.draw(nothing, generator(1))) << name;
    }
}

TEST(Tasks, SmoothingIsTrainingsOwn) {
    const auto all = every_task();
    const Tensor& z = all[0].outputs;
    const Tensor& y = all[0].targets;
    const Tensor plain = all[0].task->exact_losses(z, y);
    EXPECT_TRUE(torch::equal(all[1].task->likelihood().exact_losses(z, y), plain));
    // (1 - e) of the own loss and e of the mean over all classes.
    const Tensor expected = 0.8 * plain - 0.2 * torch::log_softmax(z, 1).mean(1);
    EXPECT_LT(farthest(all[1].task->exact_losses(z, y), expected), 1e-12);
}

// A head alone: E_y |grad log p|^2 = (|h|^2 + 1) trace of the scores' covariance.
TEST(Tasks, FisherTraceOfALinearModelIsItsClosedForm) {
    torch::manual_seed(1);
    const auto network = entry_of(networks(), "mlp")
                             .make(test::settings_of(entry_of(networks(), "mlp").description,
                                                     {{"depth", std::int64_t{0}}}),
                                   {1, 4, 4, 3});
    network->eval();
    const Tensor inputs = torch::randn({20, 1, 4, 4});
    const Tensor factor = inputs.flatten(1).to(torch::kDouble).square().sum(1) + 1;
    for (const char* id : {"classification", "regression"}) {
        const auto task = made(id);
        const Examples data{inputs, std::string(id) == "regression"
                                        ? torch::randn({20, 3})
                                        : torch::randint(3, {20}, torch::kLong)};
        const Tensor outputs = network->forward(inputs).detach();
        const Tensor traces = task->score_covariance(outputs).diagonal(0, 1, 2).sum(1) * factor;
        for (const auto labels : {FisherLabels::expected, FisherLabels::pairs}) {
            const auto found =
                fisher_traces(*network, *task, data, {true}, labels, 20, generator(1), nullptr);
            EXPECT_NEAR(found->parts.mean().item<double>() / traces.mean().item<double>(), 1,
                        labels == FisherLabels::expected ? 1e-6 : 0.05)
                << id;
        }
        std::vector<double> sampled;
        for (std::uint64_t seed = 0; seed < 200; ++seed)
            sampled.push_back(fisher_traces(*network, *task, data, {true}, FisherLabels::sampled,
                                            20, generator(seed), nullptr)
                                  ->parts.mean()
                                  .item<double>());
        const double mean = std::accumulate(sampled.begin(), sampled.end(), 0.0) /
                            static_cast<double>(sampled.size());
        EXPECT_NEAR(mean / traces.mean().item<double>(), 1, 0.06) << id;
    }
}

TEST(Tasks, ObjectivesOfARegressionEqualAutograd) {
    const auto network = test::make({"lenet", {{"width", std::int64_t{3}}}, 16});
    network->eval();
    torch::manual_seed(2);
    const auto task = made("regression");
    const Examples data{torch::randn({9, 1, 16, 16}), torch::randn({9, 10})};
    const std::vector<bool> all(network->size(), true);
    const auto fast = batch_objective(*network, *task, data, all);
    const auto slow = autograd_objective(*network, *task, data, all);
    const Tensor origin = fast->origin();
    EXPECT_NEAR(fast->loss(origin), slow->loss(origin), 1e-6 * slow->loss(origin));
    const auto relative = [](const Tensor& a, const Tensor& b) {
        return ((a - b).norm() / b.norm()).item<double>();
    };
    EXPECT_LT(relative(fast->gradient(origin).gradient, slow->gradient(origin).gradient), 1e-5);
    const Tensor direction = torch::randn(origin.sizes());
    EXPECT_LT(relative(fast->hessian_product(direction), slow->hessian_product(direction)), 1e-4);
}

// ---- What splits are judged by ----

const Score& score_of(const std::vector<Score>& all, const std::string& name) {
    return *std::find_if(all.begin(), all.end(),
                         [&](const Score& score) { return score.name == name; });
}

TEST(Tasks, AnswersThatAreNotGivenAreNotRight) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto outputs = torch::tensor({{1.F, 0.F}, {nan, nan}, {1.F, nan}, {0.F, 1.F}});
    const auto right = test::classification().correct(outputs, torch::zeros(4, torch::kLong));
    EXPECT_TRUE(torch::equal(right, torch::tensor({true, false, false, false})));
}

TEST(Tasks, CalibrationErrorIsItsDefinition) {
    const auto all = made("classification", {{"calibration_error", true}})->scores();
    const Score& error = score_of(all, "calibration_error");
    // Two classes; confidences .9, .9 (one right), .7 (right), .55 (wrong): bins of 1 / 15 hold the
    // first two together, and each of the others alone.
    const auto logits = [](double p) { return std::vector<double>{std::log(p), std::log(1 - p)}; };
    const Tensor outputs = torch::stack(
        {torch::tensor(logits(0.9), torch::kDouble), torch::tensor(logits(0.9), torch::kDouble),
         torch::tensor(logits(0.7), torch::kDouble), torch::tensor(logits(0.55), torch::kDouble)});
    const Tensor targets = torch::tensor({0, 1, 0, 1}, torch::kLong);
    const Reading reading = error.of_split(error.of_examples(outputs, targets));
    EXPECT_NEAR(reading.value, (0.8 + 0.3 + 0.55) / 4, 1e-12);
    EXPECT_EQ(reading.count, 4);
    const Tensor lost = torch::full({4, 2}, std::nan(""), torch::kDouble);
    EXPECT_TRUE(std::isnan(error.of_split(error.of_examples(lost, targets)).value));
    EXPECT_EQ(made("classification")->scores().size(), 1U);
}

TEST(Tasks, ExplainedVarianceAndItsError) {
    const auto all = made("regression")->scores();
    const Score& score = score_of(all, "r2");
    const Tensor y = torch::tensor({1.0, 2.0, 3.0, 4.0}, torch::kDouble).unsqueeze(1);
    const auto of = [&](const Tensor& outputs, const Tensor& targets) {
        return score.of_split(score.of_examples(outputs, targets));
    };
    EXPECT_NEAR(of(y, y).value, 1, 1e-12);
    EXPECT_NEAR(of(torch::full_like(y, 2.5), y).value, 0, 1e-12);
    EXPECT_NEAR(of(y + 0.5, y).value, 1 - 1.0 / 5.0, 1e-12);
    // The stated error is what the value varies by from sample to sample.
    torch::manual_seed(4);
    std::vector<double> values;
    double told = 0;
    for (int i = 0; i < 400; ++i) {
        const Tensor t = torch::randn({300, 1}, torch::kDouble);
        const Reading reading = of(t + 0.6 * torch::randn({300, 1}, torch::kDouble), t);
        values.push_back(reading.value);
        told += reading.standard_error / 400;
    }
    EXPECT_NEAR(told / torch::tensor(values, torch::kDouble).std().item<double>(), 1, 0.15);
}

} // namespace
} // namespace thaw
