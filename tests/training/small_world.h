// A small training situation for tests of networks and metrics: images whose classes can be learnt,
// a network of the catalogue, splits.
#pragma once

#include "core/training/data/memory_source.h"
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
            {"vgg11", {{"width", std::int64_t{2}}, {"batch_norm", true}}, 32},
            {"resnet20", {{"width", std::int64_t{3}}}, 12},
            {"squeezenet", {{"width", std::int64_t{6}}, {"dropout", 0.0}}, 32},
            {"squeezenet",
             {{"width", std::int64_t{4}}, {"version", std::string("1.0")}, {"dropout", 0.0}},
             35}};
}

inline std::shared_ptr<Network> make(const SmallNetwork& small, std::uint64_t seed = 1) {
    torch::manual_seed(seed);
    const auto& entry = entry_of(networks(), small.id);
    return entry.make(settings_of(entry.description, small.settings),
                      {1, small.side, small.side, 10});
}

// The catalogue's task of this id with its defaults.
inline std::shared_ptr<const Task> make_task(const std::string& id) {
    const auto& entry = entry_of(tasks(), id);
    return entry.make(settings_of(entry.description));
}
inline const Task& classification() {
    static const auto task = make_task("classification");
    return *task;
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
        const auto loss = torch::cross_entropy_loss(network.forward(batch.inputs), batch.targets);
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

// Examples as a set of bytes, those of float images between -4 and 4 in steps of 8 / 255.
inline ExampleSet set_of(const Examples& examples, const std::string& name, SplitRole role) {
    const auto side = examples.inputs.size(2);
    ImageSet images{examples.count(), side, side, 10};
    const auto bytes =
        ((examples.inputs / 8 + 0.5) * 255).round().clamp(0, 255).to(torch::kByte).contiguous();
    images.pixels.assign(bytes.data_ptr<std::uint8_t>(),
                         bytes.data_ptr<std::uint8_t>() + bytes.numel());
    for (std::int64_t i = 0; i < examples.count(); ++i)
        images.labels.push_back(examples.targets[i].item<std::int32_t>());
    SplitInfo info;
    info.name = name;
    info.role = role;
    info.examples = examples.count();
    info.paired = role == SplitRole::ood;
    return {
        info, std::make_shared<MemorySource>(images), {0, 0, false, {0.5}, {0.125}}, torch::kCPU};
}

// What a metric is measured in.
struct World {
    explicit World(const SmallNetwork& small, std::int64_t count = 40)
        : network(make(small)),
          train(set_of(examples(count, small.side), "train", SplitRole::train)) {
        test::train(*network, train.slice(0, count), 3);
        std::vector<std::pair<std::string, SplitRole>> names = {{"id_test", SplitRole::id},
                                                                {"fog_3", SplitRole::ood},
                                                                {"shot_noise_5", SplitRole::ood}};
        torch::manual_seed(5);
        for (const auto& [name, role] : names) {
            const auto labels = torch::randint(10, {30}, torch::kLong);
            splits.push_back(
                set_of({torch::rand({30, 1, small.side, small.side}) * 8 - 4, labels}, name, role));
        }
        last_update = {torch::rand({7}), torch::arange(7).remainder(2).eq(0)};
    }

    MetricSubject subject() const {
        MetricSubject facts;
        for (std::size_t i = 0; i < network->size(); ++i)
            facts.blocks.push_back(network->block_name(i));
        for (const auto& split : splits)
            facts.splits.push_back(split.info());
        facts.task = task;
        facts.batch_size = 8;
        facts.stability_limit = StabilityLimit{};
        return facts;
    }
    MetricContext context() const {
        return {*network, *task,     train, splits, &last_update,
                step,     last_step, 0.1,   seed,   interrupted};
    }
    std::unique_ptr<Metric> metric(const std::string& id, const Settings& changes = {}) const {
        const auto& entry = entry_of(metrics(), id);
        return entry.make(id, settings_of(entry.description, changes), subject());
    }
    std::vector<Reading> measure(const std::string& id, const Settings& changes = {}) const {
        return metric(id, changes)->measure(context()).value();
    }

    std::shared_ptr<Network> network;
    ExampleSet train;
    std::vector<ExampleSet> splits;
    std::shared_ptr<const Task> task = make_task("classification");
    LastUpdate last_update;
    std::int64_t step = 10;
    bool last_step = false;
    std::uint64_t seed = 7;
    Interrupted interrupted = [] { return false; };
};

} // namespace thaw::test
