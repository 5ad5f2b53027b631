#include "core/training/metric.h"

#include "core/run/random.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include <algorithm>
#include <limits>

namespace thaw {

namespace {

// Both the run's diagnostics seed and the metric's own.
std::uint64_t combined_seed(std::uint64_t seed, const Table& settings) {
    return stream_seed(seed, "metric", static_cast<std::uint64_t>(settings.integer("seed")));
}

// Parameters of each block.
std::vector<std::int64_t> block_sizes(const Network& network) {
    std::vector<std::int64_t> sizes(network.size(), 0);
    for (std::size_t b = 0; b < network.size(); ++b)
        for (const auto& parameter : network.block_parameters(b))
            sizes[b] += parameter.numel();
    return sizes;
}

} // namespace

std::vector<Parameter> subset_parameters(std::int64_t examples) {
    return {{.key = "examples",
             .fallback = examples,
             .label = translatable("Examples"),
             .help = translatable("Training images that it looks at: a random subset, the same "
                                  "at every reading."),
             .minimum = 1},
            {.key = "seed",
             .fallback = std::int64_t{0},
             .label = translatable("Seed"),
             .help = translatable("Another number draws another subset and other random numbers "
                                  "than the run's diagnostics seed alone."),
             .minimum = 0}};
}

Parameter batch_size_parameter(std::int64_t fallback, const std::string& help) {
    return {.key = "batch_size",
            .fallback = fallback,
            .label = translatable("Batch size"),
            .help = help,
            .minimum = 1};
}

Examples metric_subset(const MetricContext& context, const Table& settings,
                       const std::string& name) {
    const std::int64_t available = context.train.count();
    const std::int64_t count = std::min(available, settings.integer("examples"));
    Random random(combined_seed(context.seed, settings), name + ".subset");
    std::vector<std::int64_t> order = permutation(available, random);
    const torch::Tensor indices =
        torch::tensor(std::vector<std::int64_t>(order.begin(), order.begin() + count));
    return context.train.at(indices);
}

at::Generator metric_generator(const MetricContext& context, const Table& settings,
                               const std::string& name, const std::string& purpose) {
    return at::make_generator<at::CPUGeneratorImpl>(
        stream_seed(combined_seed(context.seed, settings), name + "." + purpose,
                    static_cast<std::uint64_t>(context.step)));
}

std::uint64_t metric_seed(const MetricContext& context, const Table& settings,
                          const std::string& name, const std::string& purpose) {
    return stream_seed(combined_seed(context.seed, settings), name + "." + purpose);
}

Parameter parameters_parameter(const std::string& fallback, const std::string& help) {
    return {.key = "parameters",
            .fallback = fallback,
            .label = translatable("Parameters"),
            .help = help,
            .words = {"trainable", "all"}};
}

std::vector<bool> selected_blocks(const Network& network, const Table& settings) {
    if (settings.text("parameters") == "trainable")
        return network.trainable();
    return std::vector<bool>(network.size(), true);
}

std::vector<torch::Tensor> parameters_of(const Network& network, const std::vector<bool>& blocks) {
    std::vector<torch::Tensor> found;
    for (std::size_t i = 0; i < blocks.size(); ++i)
        if (blocks[i])
            for (const auto& parameter : network.block_parameters(i))
                found.push_back(parameter);
    return found;
}

torch::Tensor part_in(const torch::Tensor& direction, const Network& network,
                      const std::vector<bool>& blocks) {
    std::vector<torch::Tensor> parts;
    const auto all = direction.split_with_sizes(block_sizes(network));
    for (std::size_t b = 0; b < blocks.size(); ++b)
        if (blocks[b])
            parts.push_back(all[b]);
    return torch::cat(parts);
}

torch::Tensor spread_from(const torch::Tensor& part, const Network& network,
                          const std::vector<bool>& blocks) {
    std::vector<torch::Tensor> all;
    std::int64_t begin = 0;
    const auto sizes = block_sizes(network);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        all.push_back(blocks[b] ? part.slice(0, begin, begin + sizes[b])
                                : torch::zeros({sizes[b]}, part.options()));
        begin += blocks[b] ? sizes[b] : 0;
    }
    return torch::cat(all);
}

std::string series_prefix(const std::string& id, const std::string& name) {
    return name == id ? std::string() : name + ".";
}

std::vector<Reading> unknown_readings(std::size_t count) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return std::vector<Reading>(count, Reading{nan, nan, 0});
}

} // namespace thaw
