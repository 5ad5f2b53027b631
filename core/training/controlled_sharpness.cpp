#include "core/training/controlled_sharpness.h"

#include "core/training/engine/kernels/normal_noise.h"
#include "core/training/parallel.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace thaw {

namespace {

// Standard normal; each number is a function of its place alone, whoever draws it.
void fill_normal(torch::Tensor& z, std::uint64_t seed, std::uint64_t draw) {
    constexpr std::int64_t block = 2048; // pairs
    const auto n = static_cast<std::size_t>(z.numel());
    const auto pairs = static_cast<std::int64_t>(kernels::normal_noise_pairs(n));
    auto* out = z.data_ptr<float>();
    in_parallel((pairs + block - 1) / block, 2, [&](std::int64_t begin, std::int64_t end) {
        kernels::normal_noise(seed, draw, out, n, static_cast<std::size_t>(begin * block),
                              static_cast<std::size_t>(std::min(pairs, end * block)));
    });
}

// z / rho of perturbation `draw`, on the CPU so that every device sees the same.
torch::Tensor noise(const torch::Tensor& w, Norm norm, std::uint64_t seed, std::int64_t draw) {
    torch::Tensor z = torch::empty(w.sizes(), torch::kFloat);
    if (norm == Norm::l2)
        fill_normal(z, seed, static_cast<std::uint64_t>(draw));
    else
        z.uniform_(
            -1, 1,
            at::make_generator<at::CPUGeneratorImpl>(seed + static_cast<std::uint64_t>(draw)));
    return z.to(w.device(), w.scalar_type());
}

// The rises found on one group so far.
struct Found {
    double weight = 0; // the group's share of the examples
    double count = 0, sum = 0, squares = 0;

    double mean() const { return sum / count; }
    double variance() const { // of the mean
        return std::max(0.0, squares - sum * sum / count) / (count - 1) / count;
    }
};

Reading reading_of(const std::vector<Found>& groups) {
    Reading reading{0, 0, 0};
    double variance = 0;
    for (const auto& group : groups) {
        reading.value += group.weight * group.mean();
        variance += group.weight * group.weight * group.variance();
        reading.count += static_cast<std::int64_t>(group.count);
    }
    reading.standard_error = std::sqrt(variance);
    return reading;
}

constexpr std::int64_t fewest_rounds = 4; // over all groups, before an error is believed

} // namespace

std::optional<Reading> controlled_sharpness(Objective& objective,
                                            const Neighbourhood& neighbourhood,
                                            const SharpnessEffort& effort, std::uint64_t seed,
                                            const std::function<bool()>& stopped) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor w = objective.origin();
    const torch::Tensor reach = neighbourhood.rho * scale_of(w, neighbourhood);
    const std::int64_t size = std::min(effort.group_size, objective.examples());
    const auto clean = objective.groups(size);
    const auto examples = static_cast<double>(objective.examples());
    std::vector<Found> groups(clean.size());
    for (std::size_t k = 0; k < groups.size(); ++k)
        groups[k].weight = std::min(static_cast<double>(size),
                                    examples - static_cast<double>(k) * static_cast<double>(size)) /
                           examples;
    const auto most =
        std::max<std::int64_t>(2, static_cast<std::int64_t>(std::floor(effort.forwards)));
    std::int64_t draw = 0;
    for (std::int64_t round = 1; round <= most; ++round) {
        for (std::size_t k = 0; k < groups.size(); ++k, ++draw) {
            if (stopped && stopped())
                return std::nullopt;
            const torch::Tensor delta = noise(w, neighbourhood.norm, seed, draw).mul_(reach);
            const double rise =
                objective.group_loss(size, static_cast<std::int64_t>(k), w + delta) -
                clean[k].loss - clean[k].gradient.dot(delta).item<double>();
            groups[k].count += 1;
            groups[k].sum += rise;
            groups[k].squares += rise * rise;
        }
        if (round < fewest_rounds)
            continue;
        const Reading so_far = reading_of(groups);
        if (so_far.standard_error <= effort.relative_error * std::abs(so_far.value))
            return so_far;
    }
    return reading_of(groups);
}

} // namespace thaw
