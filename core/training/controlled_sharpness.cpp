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
torch::Tensor standard_noise(const torch::Tensor& w, Norm norm, std::uint64_t seed,
                             std::int64_t draw) {
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
constexpr std::int64_t fewest_draws = 2;  // of each group: one has no spread

// What part of all further perturbations each group of `size` gets. The power lies below 1, the
// best for noise that is known, because this is a guess.
std::vector<double> shares_of(const torch::Tensor& noise, std::int64_t size) {
    constexpr double power = 0.75;
    std::vector<double> shares;
    double total = 0;
    for (const auto& group : noise.split(size)) {
        shares.push_back(std::pow(group.square().mean().item<double>(), power / 2));
        total += shares.back();
    }
    for (auto& share : shares)
        share /= total;
    return shares;
}

} // namespace

torch::Tensor rise_noise(Objective& objective, const Neighbourhood& neighbourhood,
                         std::uint64_t seed) {
    const torch::NoGradGuard no_grad;
    constexpr std::int64_t unused = -1; // no draw that is counted has this number
    const torch::Tensor w = objective.origin();
    const torch::Tensor delta = standard_noise(w, neighbourhood.norm, seed, unused)
                                    .mul_(neighbourhood.rho * scale_of(w, neighbourhood));
    const torch::Tensor ahead = objective.losses(w + delta), behind = objective.losses(w - delta);
    const torch::Tensor moved = (ahead - behind).abs(), both = ahead + behind;
    const torch::Tensor noise = moved / moved.sum() + both / both.sum();
    return torch::isfinite(noise).all().item<bool>() ? noise : torch::ones_like(noise);
}

std::optional<Reading> controlled_sharpness(Network& network, const Task& task,
                                            const Examples& batch, const std::vector<bool>& blocks,
                                            const Neighbourhood& neighbourhood,
                                            const SharpnessEffort& effort, std::uint64_t seed,
                                            const std::function<bool()>& stopped) {
    const torch::Tensor noise =
        rise_noise(*batch_objective(network, task, batch, blocks), neighbourhood, seed);
    const torch::Tensor order = noise.argsort(0, true);
    return controlled_sharpness(*batch_objective(network, task, batch.at(order), blocks),
                                noise.index_select(0, order), neighbourhood, effort, seed, stopped);
}

std::optional<Reading> controlled_sharpness(Objective& objective, const torch::Tensor& noise,
                                            const Neighbourhood& neighbourhood,
                                            const SharpnessEffort& effort, std::uint64_t seed,
                                            const std::function<bool()>& stopped) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor w = objective.origin();
    const torch::Tensor reach = neighbourhood.rho * scale_of(w, neighbourhood);
    const std::int64_t size = std::min(effort.group_size, objective.examples());
    const auto clean = objective.groups(size);
    const auto shares = shares_of(noise, size);
    const auto count = static_cast<std::int64_t>(clean.size());
    const auto examples = static_cast<double>(objective.examples());
    std::vector<Found> groups(clean.size());
    for (std::size_t k = 0; k < groups.size(); ++k)
        groups[k].weight = std::min(static_cast<double>(size),
                                    examples - static_cast<double>(k) * static_cast<double>(size)) /
                           examples;
    // A perturbation of the group's own.
    const auto draw = [&](std::size_t k) {
        auto& found = groups[k];
        const auto group = static_cast<std::int64_t>(k);
        const auto number = static_cast<std::int64_t>(found.count) * count + group;
        const torch::Tensor delta = standard_noise(w, neighbourhood.norm, seed, number).mul_(reach);
        const double rise = objective.group_loss(size, group, w + delta) - clean[k].loss -
                            clean[k].gradient.dot(delta).item<double>();
        found.count += 1;
        found.sum += rise;
        found.squares += rise * rise;
    };
    const auto most = std::max(fewest_draws, static_cast<std::int64_t>(effort.forwards));
    for (std::int64_t round = 1; round <= most; ++round) {
        const std::int64_t even = std::min(round, fewest_draws);
        const auto further = static_cast<double>((round - even) * count);
        for (std::size_t k = 0; k < groups.size(); ++k)
            while (groups[k].count < static_cast<double>(even) + std::floor(shares[k] * further)) {
                if (stopped && stopped())
                    return std::nullopt;
                draw(k);
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
