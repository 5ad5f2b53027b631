#include "core/training/sharpness.h"

#include "core/training/autograd_objective.h"
#include "core/training/controlled_sharpness.h"
#include "tests/training/naive/gradients.h"
#include "tests/training/small_world.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace thaw {
namespace {

at::Generator generator(std::uint64_t seed) {
    return at::make_generator<at::CPUGeneratorImpl>(seed);
}

// 1/2 w'Hw + g'w over one vector w, float64.
struct Quadratic {
    torch::Tensor w, hessian, slope;

    AutogradObjective objective() const {
        return {{w}, 1, [this](std::int64_t, std::int64_t) { return loss().view({1}); }};
    }
    torch::Tensor loss() const { return 0.5 * w.dot(hessian.mv(w)) + slope.dot(w); }
};

Quadratic linear(const std::vector<double>& w, const std::vector<double>& slope) {
    const auto d = static_cast<std::int64_t>(w.size());
    return {torch::tensor(w, torch::kDouble).requires_grad_(true),
            torch::zeros({d, d}, torch::kDouble), torch::tensor(slope, torch::kDouble)};
}

// A random symmetric positive matrix with eigenvalues 10, 4, 3, 2, 1.
torch::Tensor positive_matrix() {
    torch::manual_seed(6);
    const auto q = std::get<0>(torch::linalg_qr(torch::randn({5, 5}, torch::kDouble)));
    return q.mm(torch::diag(torch::tensor({10., 4., 3., 2., 1.}, torch::kDouble))).mm(q.t());
}

const std::vector<double> weights = {0.5, -2, 0, 1, 0.01};
const std::vector<double> slopes = {1, 0.3, 5, -0.7, 2};

double sum_of(double (*term)(double c, double g)) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += term(std::abs(weights[i]), slopes[i]);
    return sum;
}

TEST(AverageSharpness, OfAQuadraticIsHalfRhoSquaredTimesTheTrace) {
    torch::manual_seed(1);
    const auto q = Quadratic{torch::randn({5}, torch::kDouble).requires_grad_(true),
                             positive_matrix(), torch::zeros({5}, torch::kDouble)};
    constexpr double rho = 0.3;
    auto objective = q.objective();
    const auto rises =
        average_sharpness(objective, {rho, Norm::l2, false}, 20000, generator(2), nullptr);
    const auto x = torch::tensor(*rises, torch::kDouble);
    const double error = x.std().item<double>() / std::sqrt(20000);
    EXPECT_NEAR(x.mean().item<double>(), rho * rho / 2 * 20, 4 * error);

    const auto uniform =
        average_sharpness(objective, {rho, Norm::linf, false}, 20000, generator(3), nullptr);
    const auto y = torch::tensor(*uniform, torch::kDouble); // the variance of U(-1, 1) is 1/3
    EXPECT_NEAR(y.mean().item<double>(), rho * rho / 6 * 20,
                4 * y.std().item<double>() / std::sqrt(20000));

    // Adaptive: c_i^2 H_ii instead.
    const auto relative =
        average_sharpness(objective, {rho, Norm::l2, true}, 20000, generator(4), nullptr);
    const auto z = torch::tensor(*relative, torch::kDouble);
    const auto weighted = (q.w.detach().square() * q.hessian.diagonal()).sum().item<double>();
    EXPECT_NEAR(z.mean().item<double>(), rho * rho / 2 * weighted,
                4 * z.std().item<double>() / std::sqrt(20000));
}

TEST(WorstSharpness, AtTheMinimumOfAQuadraticIsHalfRhoSquaredTimesTheLargestEigenvalue) {
    torch::manual_seed(2); // a hair off the minimum: there the gradient shows no way up
    const auto q = Quadratic{(1e-7 * torch::randn({5}, torch::kDouble)).requires_grad_(true),
                             positive_matrix(), torch::zeros({5}, torch::kDouble)};
    auto objective = q.objective();
    const auto found = worst_sharpness(objective, {0.3, Norm::l2, false}, 40, nullptr);
    EXPECT_NEAR(found->rise, 0.3 * 0.3 / 2 * 10, 1e-4);
    EXPECT_LT(found->last_gain, 1e-3);
    // Full steps are the power method here: the smallest ratio of eigenvalues is 4 / 10.
    const auto full = full_radius_sharpness(objective, {0.3, Norm::l2, false}, 12, nullptr);
    EXPECT_NEAR(full->rise, 0.3 * 0.3 / 2 * 10, 1e-4);
}

TEST(WorstSharpness, OfALinearLossIsRhoTimesTheScaledSlope) {
    const auto q = linear(weights, slopes);
    auto objective = q.objective();
    const auto worst = [&](Norm norm, bool adaptive) {
        const auto by_pgd = worst_sharpness(objective, {0.1, norm, adaptive}, 15, nullptr);
        const auto at_once = full_radius_sharpness(objective, {0.1, norm, adaptive}, 1, nullptr);
        EXPECT_NEAR(at_once->rise / by_pgd->rise, 1, 1e-8);
        return by_pgd->rise;
    };
    const double l2 = 0.1 * std::sqrt(sum_of([](double, double g) { return g * g; }));
    const double linf = 0.1 * sum_of([](double, double g) { return std::abs(g); });
    const double l2_adaptive =
        0.1 * std::sqrt(sum_of([](double c, double g) { return c * c * g * g; }));
    const double linf_adaptive = 0.1 * sum_of([](double c, double g) { return c * std::abs(g); });
    EXPECT_NEAR(worst(Norm::l2, false) / l2, 1, 1e-8);
    EXPECT_NEAR(worst(Norm::linf, false) / linf, 1, 1e-8);
    EXPECT_NEAR(worst(Norm::l2, true) / l2_adaptive, 1, 1e-8);
    EXPECT_NEAR(worst(Norm::linf, true) / linf_adaptive, 1, 1e-8);
}

TEST(WorstSharpness, StaysInTheNeighbourhoodAndLeavesZerosWhereTheyAre) {
    for (const Norm norm : {Norm::l2, Norm::linf})
        for (const bool adaptive : {false, true}) {
            auto q = linear(weights, slopes);
            q.hessian = positive_matrix();
            const auto w = torch::tensor(weights, torch::kDouble);
            const auto c = adaptive ? w.abs() : torch::ones_like(w);
            int places = 0, outside = 0;
            double highest = 0; // of the losses in the neighbourhood
            AutogradObjective objective({q.w}, 1, [&](std::int64_t, std::int64_t) {
                const auto delta = q.w.detach() - w;
                if (adaptive) {
                    EXPECT_EQ(delta[2].item<double>(), 0);
                }
                const auto z = (delta / c).nan_to_num(0);
                const double size =
                    norm == Norm::l2 ? z.norm().item<double>() : z.abs().max().item<double>();
                const auto loss = q.loss();
                if (size > 0.2 * (1 + 1e-12))
                    ++outside;
                else
                    highest = std::max(highest, loss.template item<double>());
                ++places;
                return loss.view({1});
            });
            const auto found = worst_sharpness(objective, {0.2, norm, adaptive}, 20, nullptr);
            EXPECT_GT(found->rise, 0);
            EXPECT_EQ(places, 21); // the point itself and one a step
            EXPECT_EQ(outside, 0);
            highest = 0;
            const auto full = full_radius_sharpness(objective, {0.2, norm, adaptive}, 5, nullptr);
            EXPECT_GT(full->rise, 0);
            EXPECT_EQ(places, 21 + 6);
            EXPECT_EQ(outside, 2); // it looks out there, but takes no value from there
            EXPECT_NEAR(full->rise, highest - objective.loss(w), 1e-12);
            EXPECT_TRUE(torch::equal(q.w.detach(), w));
        }
}

// From the slope it is exact at once for a linear loss, from anywhere else a step later.
TEST(FullRadius, OfALinearLossIsRhoTimesTheScaledSlope) {
    const auto q = linear(weights, slopes);
    auto objective = q.objective();
    const auto w = torch::tensor(weights, torch::kDouble),
               g = torch::tensor(slopes, torch::kDouble);
    for (const bool adaptive : {false, true}) {
        const auto c = adaptive ? w.abs() : torch::ones_like(w);
        const double l2 = 0.2 * (c * g).norm().item<double>();
        const auto cold = *full_radius_sharpness(objective, {0.2, Norm::l2, adaptive}, 1, nullptr);
        EXPECT_NEAR(cold.rise / l2, 1, 1e-8);
        EXPECT_NEAR((cold.z * c * g).sum().item<double>() / l2, 1, 1e-8);
        const auto elsewhere = torch::tensor({-1., 0., 3., 0., 0.}, torch::kDouble);
        const auto warm =
            *full_radius_sharpness(objective, {0.2, Norm::l2, adaptive}, 2, nullptr, elsewhere);
        EXPECT_NEAR(warm.rise / l2, 1, 1e-8);
        const double linf = 0.2 * (c * g).abs().sum().item<double>();
        const auto box = *full_radius_sharpness(objective, {0.2, Norm::linf, adaptive}, 1, nullptr);
        EXPECT_NEAR(box.rise / linf, 1, 1e-8);
    }
}

// Where the curvature turns, steps of full radius go to and fro between two low points: then
// shorter ones follow. The maximum by trying every direction.
TEST(FullRadius, FindsTheMaximumWhereFullStepsWouldLeadDown) {
    for (const std::vector<double>& curved : {std::vector<double>{-50, 10}, {-20, 5}})
        for (const double rho : {0.1, 0.3, 1.0}) {
            const auto h = torch::tensor(curved, torch::kDouble);
            Quadratic q{torch::zeros({2}, torch::kDouble).requires_grad_(true), torch::diag(h),
                        torch::ones({2}, torch::kDouble)};
            const auto angle = torch::linspace(0, 6.2832, 20001, torch::kDouble);
            const auto z = rho * torch::stack({angle.cos(), angle.sin()}, 1);
            const double highest = (0.5 * (z.square() * h).sum(1) + z.sum(1)).max().item<double>();
            auto objective = q.objective();
            const auto found =
                *full_radius_sharpness(objective, {rho, Norm::l2, false}, 15, nullptr);
            EXPECT_GT(found.rise, 0.99 * highest);
            EXPECT_LT(found.rise, 1.0001 * highest);
            EXPECT_LT(found.last_gain, 0.01);
        }
}

// What the last two steps added says whether a search had settled.
TEST(FullRadius, TellsWhatTheLastStepsAdded) {
    Quadratic q{torch::zeros({2}, torch::kDouble).requires_grad_(true),
                torch::diag(torch::tensor({1., 50.}, torch::kDouble)),
                torch::tensor({1., 0.01}, torch::kDouble)};
    auto objective = q.objective();
    const Neighbourhood near{0.1, Norm::l2, false};
    EXPECT_GT(full_radius_sharpness(objective, near, 4, nullptr)->last_gain, 0.1);
    EXPECT_LT(full_radius_sharpness(objective, near, 15, nullptr)->last_gain, 0.01);
    // One that had not goes on if it may.
    const auto short_of = *full_radius_sharpness(objective, near, 4, nullptr);
    const auto whole = *full_radius_sharpness(objective, near, 4, nullptr, {}, 40);
    EXPECT_GT(whole.rise, short_of.rise);
    EXPECT_LT(whole.last_gain, 0.01);
}

// Where the slope has nothing of the steepest curvature, only an earlier search's end knows it.
TEST(FullRadius, GoesOnFromWhereAnEarlierSearchEnded) {
    Quadratic q{torch::zeros({2}, torch::kDouble).requires_grad_(true),
                torch::diag(torch::tensor({1., 50.}, torch::kDouble)),
                torch::tensor({1., 1e-9}, torch::kDouble)};
    auto objective = q.objective();
    const Neighbourhood near{0.1, Norm::l2, false};
    const auto cold = *full_radius_sharpness(objective, near, 5, nullptr);
    EXPECT_LT(cold.rise, 0.15);
    EXPECT_LE(cold.z.norm().item<double>(), 0.1 * (1 + 1e-9));
    const auto warm = *full_radius_sharpness(objective, near, 5, nullptr,
                                             torch::tensor({0., 7.}, torch::kDouble));
    EXPECT_GT(warm.rise, 0.25); // 1/2 50 rho^2 and a part of the slope
    EXPECT_LE(warm.z.norm().item<double>(), 0.1 * (1 + 1e-9));
}

TEST(FullRadius, RisesFromALossThatIsNotFiniteAreNoNumbers) {
    for (const double slope :
         {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
        const auto q = linear({1, 2}, {slope, 1});
        auto objective = q.objective();
        const auto found = *full_radius_sharpness(objective, {0.1, Norm::l2, true}, 5, nullptr);
        EXPECT_TRUE(std::isnan(found.rise));
        EXPECT_TRUE(std::isnan(found.last_gain));
        EXPECT_FALSE(found.z.defined());
    }
}

TEST(WorstSharpness, IsNeverNegative) {
    const auto top = Quadratic{torch::tensor({0.01, 0.02}, torch::kDouble).requires_grad_(true),
                               -torch::eye(2, torch::kDouble), torch::zeros({2}, torch::kDouble)};
    auto objective = top.objective();
    for (const std::int64_t iterations : {1, 2, 15}) { // all around the top goes down
        EXPECT_GE(worst_sharpness(objective, {5, Norm::l2, false}, iterations, nullptr)->rise, 0);
        EXPECT_GE(full_radius_sharpness(objective, {5, Norm::l2, false}, iterations, nullptr)->rise,
                  0);
    }
}

TEST(WorstSharpness, StepMayBeHalvedAtThePublishedIterations) {
    EXPECT_EQ(step_checkpoints(15), (std::vector<std::int64_t>{4, 7, 9, 11, 12, 14}));
    EXPECT_EQ(step_checkpoints(20), (std::vector<std::int64_t>{5, 9, 12, 15, 16, 18, 19}));
    EXPECT_TRUE(step_checkpoints(1).empty());
}

TEST(Sharpness, StopsWhenToldTo) {
    const auto q = linear(weights, slopes);
    auto objective = q.objective();
    int asked = 0;
    const auto soon = [&] { return ++asked == 3; };
    EXPECT_FALSE(average_sharpness(objective, {0.1}, 9, generator(1), soon));
    asked = 0;
    EXPECT_FALSE(worst_sharpness(objective, {0.1}, 9, soon));
    EXPECT_TRUE(torch::equal(q.w.detach(), torch::tensor(weights, torch::kDouble)));
}

// On a network: what the Hessian and the gradient say for a small rho.
TEST(Sharpness, OfANetworkFollowsItsTaylorExpansion) {
    const test::SmallNetwork small = {"mlp", {{"width", std::int64_t{5}}}, 4};
    const auto network = test::make(small);
    const auto data = test::examples(20, small.side);
    test::train(*network, data, 5);
    const naive::Float64 precise(*network);
    const auto parameters = network->all_parameters();
    const Examples batch{data.inputs.to(torch::kDouble), data.targets};
    const auto objective = batch_objective(*network, test::classification(), batch,
                                           std::vector<bool>(network->size(), true));
    const auto w = flat(parameters);
    const auto gradient = naive::gradient(naive::loss(*network, data), parameters);
    const auto hessian = naive::hessian(*network, data, parameters);

    constexpr double rho = 1e-4;
    const auto worst = worst_sharpness(*objective, {rho, Norm::l2, true}, 15, nullptr);
    EXPECT_NEAR(worst->rise / (rho * (w * gradient).norm().item<double>()), 1, 1e-3);

    // The linear part has the mean 0; what is left is the curvature.
    const auto rises =
        average_sharpness(*objective, {0.02, Norm::l2, true}, 4000, generator(5), nullptr);
    const auto x = torch::tensor(*rises, torch::kDouble);
    const double taylor = 0.02 * 0.02 / 2 * (w.square() * hessian.diagonal()).sum().item<double>();
    EXPECT_NEAR(x.mean().item<double>(), taylor, 4 * x.std().item<double>() / std::sqrt(4000));
}

// Twenty examples with losses 1/2 sum_i a_ni (w_i - m_ni)^2; three of them are curved much more
// than the others, each along another axis.
struct Bowls {
    torch::Tensor w, curvatures, middles; // [d], [20, d], [20, d]

    Bowls() {
        torch::manual_seed(8);
        w = torch::randn({6}, torch::kDouble).requires_grad_(true);
        curvatures = torch::full({20, 6}, 0.01, torch::kDouble);
        for (const std::int64_t hard : {3, 10, 17})
            curvatures[hard][hard % 6] = 4;
        middles = torch::randn({20, 6}, torch::kDouble);
    }
    AutogradObjective objective() const {
        return {{w}, 20, [this](std::int64_t begin, std::int64_t end) {
                    const auto away = (w - middles.slice(0, begin, end)).square();
                    return (curvatures.slice(0, begin, end) * away).sum(1) / 2;
                }};
    }
};

struct Repeated {
    double mean, deviation, told; // told: rms of the standard errors
    std::int64_t draws;           // most of one reading
};

Repeated repeated(const std::function<std::optional<Reading>(std::uint64_t seed)>& reading) {
    constexpr int times = 400;
    std::vector<double> values;
    Repeated found{0, 0, 0, 0};
    for (int seed = 0; seed < times; ++seed) {
        const auto one = reading(static_cast<std::uint64_t>(seed));
        values.push_back(one->value);
        found.told += one->standard_error * one->standard_error / times;
        found.draws = std::max(found.draws, one->count);
    }
    const auto all = torch::tensor(values, torch::kDouble);
    return {all.mean().item<double>(), all.std().item<double>(), std::sqrt(found.told),
            found.draws};
}

// Groups of 8, 8 and 4: the last one weighs less.
TEST(ControlledSharpness, IsUnbiasedAndSaysItsNoise) {
    const Bowls bowls;
    const double trace = bowls.curvatures.sum(1).mean().item<double>();
    for (const Norm norm : {Norm::l2, Norm::linf}) {
        auto objective = bowls.objective();
        const Neighbourhood near{0.3, norm, false};
        const auto found = repeated([&](std::uint64_t seed) {
            return controlled_sharpness(objective, rise_noise(objective, near, seed), near,
                                        {8, 0, 6}, seed, nullptr);
        });
        const double variance = norm == Norm::l2 ? 1 : 1.0 / 3;
        EXPECT_NEAR(found.mean, 0.3 * 0.3 / 2 * variance * trace, 4 * found.deviation / 20);
        EXPECT_NEAR(found.told / found.deviation, 1, 0.15);
        EXPECT_LE(found.draws, 6 * 3);
        EXPECT_GE(found.draws, 5 * 3);
    }
}

TEST(ControlledSharpness, PerturbsMostWhereTheNoiseIsMade) {
    const Bowls bowls;
    const Neighbourhood near{0.3, Norm::l2, false};
    auto objective = bowls.objective();
    const auto noise = rise_noise(objective, near, 1);
    const auto order = noise.argsort(0, true);
    auto hardest = order.slice(0, 0, 3).clone();
    EXPECT_TRUE(torch::equal(std::get<0>(hardest.sort()), torch::tensor({3, 10, 17})));

    Bowls sorted = bowls;
    sorted.curvatures = bowls.curvatures.index_select(0, order);
    sorted.middles = bowls.middles.index_select(0, order);
    auto in_order = sorted.objective();
    const auto deviation = [&](AutogradObjective& of, const torch::Tensor& foretold) {
        return repeated([&](std::uint64_t seed) {
                   return controlled_sharpness(of, foretold, near, {4, 0, 8}, seed, nullptr);
               })
            .deviation;
    };
    EXPECT_LT(deviation(in_order, noise.index_select(0, order)),
              0.75 * deviation(objective, torch::ones_like(noise)));
}

TEST(ControlledSharpness, ForetellsNothingWhereLossesAreNotFinite) {
    Bowls bowls;
    bowls.curvatures[4][0] = std::numeric_limits<double>::quiet_NaN();
    auto objective = bowls.objective();
    const Neighbourhood near{0.3, Norm::l2, false};
    const auto noise = rise_noise(objective, near, 1);
    EXPECT_TRUE(torch::equal(noise, torch::ones({20}, torch::kDouble)));
    const auto reading = controlled_sharpness(objective, noise, near, {8, 0.15, 6}, 1, nullptr);
    EXPECT_TRUE(std::isnan(reading->value));
}

// Of a network, by the engine: what many draws of the plain estimator say.
TEST(ControlledSharpness, OfANetworkIsThePlainMean) {
    const test::SmallNetwork small = {"lenet", {{"width", std::int64_t{2}}}, 16};
    const auto network = test::make(small);
    const auto data = test::examples(24, small.side);
    test::train(*network, data, 8);
    network->eval();
    const std::vector<bool> all(network->size(), true);
    const Neighbourhood near{0.2, Norm::l2, true};
    const auto plain =
        average_sharpness(*batch_objective(*network, test::classification(), data, all), near, 4000,
                          generator(5), nullptr);
    const auto x = torch::tensor(*plain, torch::kDouble);
    const auto read = [&](double relative_error, std::uint64_t seed) {
        return *controlled_sharpness(*network, test::classification(), data, all, near,
                                     {8, relative_error, 400}, seed, nullptr);
    };
    const Reading controlled = read(0, 3);
    EXPECT_NEAR(
        x.mean().item<double>(), controlled.value,
        4 * std::hypot(x.std().item<double>() / std::sqrt(4000), controlled.standard_error));
    EXPECT_EQ(read(0, 3).value, controlled.value); // the seed decides
    const Reading rough = read(0.2, 3);
    EXPECT_LE(rough.standard_error, 0.2 * rough.value);
    EXPECT_LT(rough.count, controlled.count / 3);
}

} // namespace
} // namespace thaw
