// The limit that each optimiser states, against what it does on a quadratic.
#include "core/training/metric.h"
#include "core/training/optimisers/optimiser.h"
#include "tests/training/small_world.h"

#include <gtest/gtest.h>

#include <cmath>

namespace thaw {
namespace {

struct Case {
    double momentum;
    bool nesterov;
    double weight_decay;
    double factor; // the closed form
};

Table settings_of(const Case& each) {
    return test::settings_of(entry_of(optimisers(), "sgd").description,
                             {{"momentum", each.momentum},
                              {"nesterov", each.nesterov},
                              {"weight_decay", each.weight_decay}});
}

// |x| after many updates from 1 on the loss lambda x^2 / 2.
double end_of(const Table& settings, double rate, double lambda) {
    auto x = torch::ones({1}, torch::kDouble).requires_grad_();
    const auto optimiser = entry_of(optimisers(), "sgd").make({{x}, 0}, settings);
    for (int i = 0; i < 300; ++i) {
        x.mutable_grad() = lambda * x.detach();
        optimiser->update(rate);
    }
    return std::abs(x.item<double>());
}

class SgdStability : public testing::TestWithParam<Case> {};

TEST_P(SgdStability, ShrinksBelowItsLimitAndGrowsAbove) {
    const Table settings = settings_of(GetParam());
    auto x = torch::ones({1}, torch::kDouble).requires_grad_();
    const auto limit = entry_of(optimisers(), "sgd").make({{x}, 0}, settings)->stability_limit();
    ASSERT_TRUE(limit);
    EXPECT_DOUBLE_EQ(limit->factor, GetParam().factor);
    for (const double rate : {0.001, 0.1}) {
        const double at = limit->at(rate);
        EXPECT_DOUBLE_EQ(at, GetParam().factor / rate - GetParam().weight_decay);
        EXPECT_LT(end_of(settings, rate, 0.98 * at), 0.1) << rate;
        EXPECT_GT(end_of(settings, rate, 1.02 * at), 10) << rate;
    }
}

INSTANTIATE_TEST_SUITE_P(Forms, SgdStability,
                         testing::Values(Case{0, false, 0, 2}, Case{0.9, false, 0, 3.8},
                                         Case{0.5, false, 0.1, 3}, Case{0.9, true, 0, 3.8 / 2.8},
                                         Case{0.5, true, 0.05, 1.5}));

TEST(Stability, AdamHasNoLimitOnLambda) {
    for (const char* id : {"adam", "adamw"}) {
        auto x = torch::ones({1}).requires_grad_();
        const auto& entry = entry_of(optimisers(), id);
        EXPECT_FALSE(entry.make({{x}, 0}, test::settings_of(entry.description))->stability_limit())
            << id;
    }
}

TEST(Stability, TheSeriesIsTheOptimisersOwn) {
    const test::World world(test::small_networks()[0]);
    const auto& entry = entry_of(metrics(), "lambda_max");
    const auto limit_under = [&](std::optional<StabilityLimit> limit) {
        MetricSubject subject = world.subject();
        subject.stability_limit = limit;
        const auto metric = entry.make("lambda_max", test::settings_of(entry.description), subject);
        return std::pair(metric->series()[2], metric->measure(world.context())->at(2).value);
    };
    const auto [with, value] = limit_under(StabilityLimit{3.8, 0.01});
    EXPECT_EQ(with.name, "lambda_max.stability_limit");
    EXPECT_EQ(with.symbol, "3.8/lr");
    EXPECT_DOUBLE_EQ(value, 3.8 / 0.1 - 0.01); // the context's rate
    const auto [without, none] = limit_under(std::nullopt);
    EXPECT_EQ(without.symbol, "");
    EXPECT_TRUE(std::isnan(none));
}

} // namespace
} // namespace thaw
