// A small training situation for tests of networks and metrics: images whose classes can be learnt,
// a network of the catalogue, splits.
#pragma once

#include "core/training/metric.h"
#include "core/training/network.h"

#include <torch/torch.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace thaw::test {

using Settings = std::vector<std::pair<std::string, Value>>;

// Every parameter's fallback, then `changes`.
inline Table settings_of(const Description& description, const Settings& changes = {}) {
    Table table;
    for (const auto& parameter : description.parameters)
        table.set(parameter.key, parameter.fallback);
    for (const auto& [key, value] : changes)
        if (table.has(key))
            table.set(key, value);
    return table;
}

struct SmallNetwork {
    std::string id;
    Settings settings;
    std::int64_t side; // of its images
};

// Every network of the catalogue, small; by their variants.
inline std::vector<SmallNetwork> small_networks() {
    return {{"mlp", {{"width", std::int64_t{9}}}, 8},
            {"lenet", {{"width", std::int64_t{3}}}, 16},
            {"resnet18", {{"width", std::int64_t{3}}}, 28},
            {"resnet18", {{"width", std::int64_t{2}}, {"stem", std::string("imagenet")}}, 32},
            {"vgg11", {{"width", std::int64_t{2}}}, 32},
            {"vgg11", {{"width", std::int64_t{2}}, {"batch_norm", true}}, 32}};
}

inline std::shared_ptr<Network> make(const SmallNetwork& small, std::uint64_t seed = 1) {
    torch::manual_seed(seed);
    const auto& entry = entry_of(networks(), small.id);
    return entry.make(settings_of(entry.description, small.settings),
                      {1, small.side, small.side, 10});
}

// Each class is a fixed random picture; the examples add noise to it.
inline Examples examples(std::int64_t n, std::int64_t side, std::uint64_t seed = 2) {
    torch::manual_seed(99);
    const auto pictures = torch::randn({10, 1, side, side});
    torch::manual_seed(seed);
    const auto labels = torch::randint(10, {n}, torch::kLong);
    return {pictures.index_select(0, labels) + 0.5 * torch::randn({n, 1, side, side}), labels};
}

// A few plain SGD steps in train mode, so that weights and BatchNorm statistics are not those of
// the start. Returns the first and the last loss.
inline std::pair<double, double> train(Network& network, const Examples& batch, int steps,
                                       double learning_rate = 0.05) {
    network.train();
    double first = 0, last = 0;
    const auto parameters = network.all_parameters();
    for (int i = 0; i <= steps; ++i) {
        const auto loss = torch::cross_entropy_loss(network.forward(batch.images), batch.labels);
        last = loss.item<double>();
        if (i == 0)
            first = last;
        if (i == steps)
            break;
        const auto gradients = torch::autograd::grad({loss}, parameters);
        const torch::NoGradGuard no_grad;
        for (std::size_t j = 0; j < parameters.size(); ++j)
            parameters[j].sub_(gradients[j], learning_rate);
    }
    network.eval();
    return {first, last};
}

// What a metric is measured in.
struct World {
    explicit World(const SmallNetwork& small, std::int64_t count = 40)
        : network(make(small)), train(examples(count, small.side)) {
        test::train(*network, train, 3);
        std::vector<std::pair<std::string, SplitRole>> names = {{"id_test", SplitRole::id},
                                                                {"fog_3", SplitRole::ood},
                                                                {"shot_noise_5", SplitRole::ood}};
        torch::manual_seed(5);
        for (const auto& [name, role] : names) {
            Split split;
            split.info.name = name;
            split.info.role = role;
            split.info.examples = 30;
            split.labels = torch::randint(10, {30}, torch::kLong);
            split.pixels =
                torch::randint(256, {30, 1, small.side, small.side}, torch::kLong).to(torch::kByte);
            splits.push_back(split);
        }
        last_update = {torch::rand({7}), torch::arange(7).remainder(2).eq(0)};
    }

    MetricSubject subject() const {
        MetricSubject facts;
        for (std::size_t i = 0; i < network->size(); ++i)
            facts.blocks.push_back(network->block_name(i));
        for (const auto& split : splits)
            facts.splits.push_back(split.info);
        facts.batch_size = 8;
        facts.stability_limit = StabilityLimit{};
        return facts;
    }
    MetricContext context() const {
        return {*network, train,     splits, normalise, &last_update,
                step,     last_step, 0.1,    seed,      interrupted};
    }
    std::unique_ptr<Metric> metric(const std::string& id, const Settings& changes = {}) const {
        const auto& entry = entry_of(metrics(), id);
        return entry.make(id, settings_of(entry.description, changes), subject());
    }
    std::vector<Reading> measure(const std::string& id, const Settings& changes = {}) const {
        return metric(id, changes)->measure(context()).value();
    }

    std::shared_ptr<Network> network;
    Examples train;
    std::vector<Split> splits;
    std::function<torch::Tensor(const torch::Tensor&)> normalise = [](const torch::Tensor& pixels) {
        return pixels.to(torch::kFloat) / 64 - 2;
    };
    LastUpdate last_update;
    std::int64_t step = 10;
    bool last_step = false;
    std::uint64_t seed = 7;
    Interrupted interrupted = [] { return false; };
};

} // namespace thaw::test
