// What every metric of the catalogue promises, on several networks.
#include "core/training/metric.h"

#include "tests/training/small_world.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

namespace thaw {
namespace {

using test::World;

const test::Settings quick = {{"examples", std::int64_t{16}},
                              {"batch_size", std::int64_t{8}},
                              {"draws", std::int64_t{2}},
                              {"group_size", std::int64_t{8}},
                              {"forwards", 2.0},
                              {"iterations", std::int64_t{2}},
                              {"max_examples", std::int64_t{20}}};

// Everything that a metric must leave alone, as bytes.
std::vector<torch::Tensor> state_of(const World& world) {
    std::vector<torch::Tensor> state;
    for (const auto& parameter : world.network->parameters()) {
        state.push_back(parameter.detach().clone());
        state.push_back(parameter.grad().defined() ? parameter.grad().clone() : torch::zeros({1}));
        state.push_back(torch::tensor(parameter.requires_grad() ? 1 : 0));
    }
    for (const auto& buffer : world.network->buffers())
        state.push_back(buffer.clone());
    state.push_back(torch::tensor(world.network->is_training() ? 1 : 0));
    state.push_back(torch::tensor(torch::GradMode::is_enabled() ? 1 : 0));
    state.push_back(at::detail::getDefaultCPUGenerator().get_state().clone());
    return state;
}

void expect_same_bits(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto x = a[i].contiguous(), y = b[i].contiguous();
        ASSERT_EQ(x.nbytes(), y.nbytes());
        EXPECT_EQ(std::memcmp(x.data_ptr(), y.data_ptr(), x.nbytes()), 0) << "entry " << i;
    }
}

bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
           (std::isnan(a) && std::isnan(b));
}

bool same(const std::vector<Reading>& a, const std::vector<Reading>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return same(x.value, y.value) && same(x.standard_error, y.standard_error) &&
               x.count == y.count;
    });
}

class EveryMetric : public testing::TestWithParam<std::tuple<std::string, std::size_t>> {
  protected:
    std::string id() const { return std::get<0>(GetParam()); }
    World world() const { return World(test::small_networks()[std::get<1>(GetParam())]); }
};

TEST_P(EveryMetric, GivesOneReadingASeriesAndTheSameAgain) {
    const World at = world();
    const auto metric = at.metric(id(), quick);
    const auto first = metric->measure(at.context());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->size(), metric->series().size());
    for (const auto& reading : *first) {
        EXPECT_TRUE(std::isfinite(reading.value));
        EXPECT_GE(reading.count, 1);
    }
    EXPECT_TRUE(same(*metric->measure(at.context()), *first));
    EXPECT_TRUE(same(*at.metric(id(), quick)->measure(at.context()), *first));
}

TEST_P(EveryMetric, LeavesNoTrace) {
    const World at = world();
    auto parameters = at.network->all_parameters();
    for (auto& parameter : parameters)
        parameter.mutable_grad() = torch::ones_like(parameter);
    std::vector<bool> blocks(at.network->size(), true);
    blocks.front() = false;
    at.network->set_trainable(blocks);
    const auto before = state_of(at);
    ASSERT_TRUE(at.metric(id(), quick)->measure(at.context()));
    expect_same_bits(state_of(at), before);
}

TEST_P(EveryMetric, StopsWhenTold) {
    World at = world();
    const bool by_product = id() == "train" || id() == "weights"; // they look at no examples
    at.interrupted = [] { return true; };
    const auto before = state_of(at);
    EXPECT_EQ(at.metric(id(), quick)->measure(at.context()).has_value(), by_product);
    // In the middle, too.
    int asked = 0;
    at.interrupted = [&] { return ++asked >= 2; };
    EXPECT_EQ(at.metric(id(), quick)->measure(at.context()).has_value(), by_product);
    EXPECT_GE(asked, by_product ? 0 : 2);
    expect_same_bits(state_of(at), before);
}

TEST_P(EveryMetric, WorksWithAnyBlocksTrainable) {
    const World at = world();
    const std::size_t blocks = at.network->size();
    std::vector<bool> head(blocks, false), ends(blocks, false), none(blocks, false);
    head.back() = ends.back() = ends.front() = true;
    const bool of_trainable = id() == "fisher_trace" || id() == "lambda_max" || id() == "gradient";
    for (const auto& flags : {head, ends, none}) {
        at.network->set_trainable(flags);
        const auto metric = at.metric(id(), quick);
        const auto readings = metric->measure(at.context());
        ASSERT_TRUE(readings);
        EXPECT_EQ(readings->size(), metric->series().size());
        const bool nothing = of_trainable && flags == none;
        EXPECT_EQ(std::isfinite(readings->front().value), !nothing);
        EXPECT_EQ(std::isnan(readings->front().value), nothing);
    }
}

TEST_P(EveryMetric, PassesNaNAndInfinityOn) {
    for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity(), 1e30}) {
        World at = world();
        {
            const torch::NoGradGuard no_grad;
            for (auto& parameter : at.network->all_parameters())
                parameter.fill_(bad);
        }
        const auto before = state_of(at);
        std::optional<std::vector<Reading>> readings;
        EXPECT_NO_THROW(readings = at.metric(id(), quick)->measure(at.context()));
        ASSERT_TRUE(readings);
        expect_same_bits(state_of(at), before);
        if (id() == "train") // of the last mini-batch, whatever became of the weights
            continue;
        if (std::isnan(bad) && id() != "evaluation") {
            EXPECT_TRUE(std::isnan(readings->front().value));
        }
        if (bad != 1e30) { // an accuracy is a number all the same; its loss is none
            EXPECT_TRUE(std::any_of(readings->begin(), readings->end(), [](const Reading& each) {
                return !std::isfinite(each.value);
            }));
        }
    }
}

std::vector<std::string> metric_ids() {
    std::vector<std::string> ids;
    for (const auto& entry : metrics())
        ids.push_back(entry.description.id);
    return ids;
}

std::string case_name(const testing::TestParamInfo<EveryMetric::ParamType>& each) {
    const auto& [metric, network] = each.param;
    return metric + "_on_" + test::small_networks()[network].id;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryMetric,
                         testing::Combine(testing::ValuesIn(metric_ids()),
                                          testing::Values(0, 1, 2, 5)),
                         case_name);

TEST(Metrics, SeriesHaveUniqueNamesAlsoUnderAnotherName) {
    const World at(test::small_networks()[1]);
    std::set<std::string> names;
    for (const auto& entry : metrics())
        for (const std::string& name : {entry.description.id, entry.description.id + "_2"}) {
            const auto metric =
                entry.make(name, test::settings_of(entry.description), at.subject());
            for (const auto& series : metric->series()) {
                EXPECT_THAT(series.name, testing::MatchesRegex("[a-z0-9_.]+"));
                EXPECT_TRUE(names.insert(series.name).second) << series.name;
                EXPECT_FALSE(series.label.empty());
            }
        }
    for (const char* name :
         {"train_loss", "train_2.train_loss", "accuracy.id_test", "accuracy.ood_mean",
          "fisher_trace.conv1", "fisher_trace_2", "lambda_max.stability_limit",
          "gradient_norm.head", "effective_learning_rate.conv2", "weight_norm"})
        EXPECT_TRUE(names.count(name)) << name;
}

TEST(Metrics, DescriptionsSayEverything) {
    for (const auto& entry : metrics()) {
        EXPECT_GT(entry.description.help.size(), 100U) << entry.description.id;
        for (const auto& parameter : entry.description.parameters) {
            EXPECT_FALSE(parameter.label.empty());
            EXPECT_FALSE(parameter.help.empty());
        }
    }
}

TEST(Metrics, SubsetIsFixedAndFollowsTheSeeds) {
    World at(test::small_networks()[0], 60);
    Table settings;
    settings.set("examples", std::int64_t{30});
    settings.set("seed", std::int64_t{0});
    const auto subset = [&] { return metric_subset(at.context(), settings, "name"); };
    const auto first = subset();
    EXPECT_EQ(first.count(), 30);
    at.step = 500;
    EXPECT_TRUE(torch::equal(subset().inputs, first.inputs));
    settings.set("seed", std::int64_t{1});
    EXPECT_FALSE(torch::equal(subset().inputs, first.inputs));
    settings.set("examples", std::int64_t{1000});
    EXPECT_EQ(subset().count(), 60);
}

TEST(Metrics, DrawsChangeFromStepToStep) {
    World at(test::small_networks()[0]);
    const auto first = at.measure("fisher_trace", quick);
    at.step += 10;
    EXPECT_NE(at.measure("fisher_trace", quick)[0].value, first[0].value);
}

} // namespace
} // namespace thaw
