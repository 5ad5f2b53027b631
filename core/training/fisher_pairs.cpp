#include "core/training/fisher_pairs.h"

#include "core/training/parallel.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace thaw {

using torch::Tensor;

namespace {

struct Pair {
    std::int64_t example = 0, k = 0;
    double guess = 0;     // its q
    double weight = 1;    // of what is found, 1 / expected number of times that it is taken
    bool sampled = false; // in the order in which the sample was drawn
};

// Eigenvalues [n, outputs] and vectors [n, outputs, outputs] (in columns) of every covariance.
std::pair<Tensor, Tensor> eigen(const Tensor& covariance) {
    Tensor values = torch::empty({covariance.size(0), covariance.size(1)}, torch::kDouble);
    Tensor vectors = torch::empty(covariance.sizes(), torch::kDouble);
    // LAPACK takes them one after the other: every thread takes some.
    in_parallel(covariance.size(0), 8, [&](std::int64_t begin, std::int64_t end) {
        const torch::NoGradGuard no_grad; // grad mode is a thread's own
        auto [l, u] = torch::linalg_eigh(covariance.slice(0, begin, end), "L");
        values.slice(0, begin, end).copy_(l);
        vectors.slice(0, begin, end).copy_(u);
    });
    return {values.clamp_min_(0), vectors};
}

struct Choice {
    std::vector<Pair> pairs;
    // The guesses of what the sample stands for: by example, and their sum. None without a sample.
    std::vector<double> left;
    double all_left = 0;
};

// The pairs to take, by the plan; each of the rest as often as a systematic sample hits it.
Choice chosen(const Tensor& values, const Tensor& factors, const PairsPlan& plan,
              at::Generator generator) {
    const std::int64_t n = values.size(0), classes = values.size(1);
    const auto l = values.accessor<double, 2>();
    const auto* factor = factors.data_ptr<double>();
    std::vector<Pair> all;
    double total = 0;
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t k = 0; k < classes; ++k) {
            const double q = l[i][k] * factor[i];
            if (q > 0)
                all.push_back({i, k, q});
            total += q > 0 ? q : 0;
        }
    std::stable_sort(all.begin(), all.end(),
                     [](const Pair& a, const Pair& b) { return a.guess > b.guess; });
    const auto rows_for = [n](double share) {
        return static_cast<std::size_t>(std::ceil(share * static_cast<double>(n)));
    };
    std::size_t taken = 0, draws = rows_for(plan.sample_share);
    const std::size_t most = rows_for(plan.most_share);
    double covered = 0;
    while (taken < all.size() && covered < plan.cover * total)
        covered += all[taken++].guess;
    if (std::min(taken + draws, all.size()) > most) {
        // In full only those that `most` draws would be expected to hit at least once.
        taken = 0;
        for (double rest = total;
             taken + 1 < most && all[taken].guess * static_cast<double>(most - taken) >= rest;
             ++taken)
            rest -= all[taken].guess;
        draws = most - taken;
    }
    if (all.size() - taken <= draws) // nothing to gain from sampling
        return {std::move(all), {}, 0};
    Choice choice{{all.begin(), all.begin() + static_cast<std::ptrdiff_t>(taken)},
                  std::vector<double>(static_cast<std::size_t>(n)),
                  0};
    for (std::size_t i = taken; i < all.size(); ++i) {
        choice.left[static_cast<std::size_t>(all[i].example)] += all[i].guess;
        choice.all_left += all[i].guess;
    }
    const double step = choice.all_left / static_cast<double>(draws);
    double next =
        step *
        torch::empty({1}, torch::kDouble).uniform_(0, 1, std::move(generator)).item<double>();
    double passed = 0;
    for (std::size_t i = taken; i < all.size(); ++i) {
        passed += all[i].guess;
        while (next < passed) {
            Pair hit = all[i];
            hit.weight = step / hit.guess;
            hit.sampled = true;
            choice.pairs.push_back(hit);
            next += step;
        }
    }
    return choice;
}

// One drawn number: an estimate of the rest's sum over the number of draws.
struct Drawn {
    std::int64_t example = 0;
    double value = 0;
    double expected = 0; // number of times that its pair is taken
};

double mean_of(const std::vector<Drawn>& drawn) {
    return std::accumulate(drawn.begin(), drawn.end(), 0.0,
                           [](double sum, const Drawn& each) { return sum + each.value; }) /
           static_cast<double>(drawn.size());
}

// Variance of the sum of a systematic sample. What each draw stands for are its neighbours in the
// order of the guesses, an image's pairs among them, which are alike: half the squared differences
// of successive draws see that (Wolter 2007, Introduction to variance estimation, section 8.2).
// Where nearly every pair is taken, little is left to chance.
double variance_of(const std::vector<Drawn>& drawn) {
    double sum = 0;
    for (std::size_t i = 1; i < drawn.size(); ++i) {
        const double taken = (drawn[i].expected + drawn[i - 1].expected) / 2;
        const double difference = drawn[i].value - drawn[i - 1].value;
        sum += std::max(0.0, 1 - taken) * difference * difference / 2;
    }
    const auto m = static_cast<double>(drawn.size());
    return sum * m / (m - 1);
}

// Sum of the variances of what pairs differ by from their guesses, each drawn for itself (Horvitz &
// Thompson 1952). By its guess every draw would be the mean of all.
double scatter_of(const std::vector<Drawn>& drawn) {
    const double mean = mean_of(drawn);
    double sum = 0;
    for (const auto& each : drawn)
        sum += std::max(0.0, 1 - each.expected) * (each.value - mean) * (each.value - mean);
    return sum;
}

// Gives every example what its guesses let expect, in the unit of what was drawn, and what the
// draws of its own differ by: the difference estimator (Saerndal, Swensson & Wretman 1992, Model
// assisted survey sampling, section 6.3). The sum over the examples is that of the draws.
void share_out(const std::vector<Drawn>& drawn, const Choice& choice, double* by_example) {
    const double mean = mean_of(drawn);
    const double of_all = mean * static_cast<double>(drawn.size()) / choice.all_left;
    for (std::size_t i = 0; i < choice.left.size(); ++i)
        by_example[i] += of_all * choice.left[i];
    for (const auto& each : drawn)
        by_example[each.example] += each.value - mean;
}

} // namespace

PairTraces fisher_pairs(ExamplePass& pass, const Task& task, const std::vector<bool>& blocks,
                        const PairsPlan& plan, std::int64_t most_rows, at::Generator generator) {
    const torch::NoGradGuard no_grad;
    const Tensor& logits = pass.logits();
    const auto n = logits.size(0);
    const auto count = static_cast<std::int64_t>(blocks.size());
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (!logits.isfinite().all().item<bool>())
        return {torch::full({count, n}, nan, torch::kDouble),
                torch::full({count + 1}, nan, torch::kDouble),
                torch::full({count + 1}, nan, torch::kDouble), 0};
    const auto [values, vectors] = eigen(task.score_covariance(logits));
    const Choice choice = chosen(values, pass.head_factors(), plan, std::move(generator));
    const std::vector<Pair>& pairs = choice.pairs;
    const auto l = values.accessor<double, 2>();
    const auto u = vectors.accessor<double, 3>();
    const auto classes = values.size(1);

    PairTraces traces{
        torch::zeros({count, n}, torch::kDouble), torch::zeros({count + 1}, torch::kDouble),
        torch::zeros({count + 1}, torch::kDouble), static_cast<std::int64_t>(pairs.size())};
    std::vector<std::vector<Drawn>> sampled(blocks.size() + 1);
    auto by_example = traces.by_example.accessor<double, 2>();
    for (std::size_t begin = 0; begin < pairs.size();
         begin += static_cast<std::size_t>(most_rows)) {
        const auto rows = std::min(static_cast<std::int64_t>(pairs.size() - begin), most_rows);
        Tensor by_logits = torch::empty({rows, classes}, torch::kFloat);
        Tensor index = torch::empty({rows}, torch::kLong);
        for (std::int64_t r = 0; r < rows; ++r) {
            const Pair& pair = pairs[begin + static_cast<std::size_t>(r)];
            index.data_ptr<std::int64_t>()[r] = pair.example;
            const double length = std::sqrt(l[pair.example][pair.k]);
            for (std::int64_t c = 0; c < classes; ++c)
                by_logits.data_ptr<float>()[r * classes + c] =
                    static_cast<float>(length * u[pair.example][c][pair.k]);
        }
        const Tensor norms =
            pass.squared_norms(by_logits.to(logits.device(), logits.scalar_type()), index);
        const auto norm = norms.accessor<double, 2>();
        for (std::int64_t r = 0; r < rows; ++r) {
            const Pair& pair = pairs[begin + static_cast<std::size_t>(r)];
            double sum = 0;
            for (std::int64_t b = 0; b < count; ++b) {
                if (!blocks[static_cast<std::size_t>(b)])
                    continue;
                const double part = pair.weight * norm[b][r];
                sum += part;
                if (pair.sampled)
                    sampled[static_cast<std::size_t>(b)].push_back(
                        {pair.example, part, 1 / pair.weight});
                else
                    by_example[b][pair.example] += part;
            }
            if (pair.sampled)
                sampled.back().push_back({pair.example, sum, 1 / pair.weight});
        }
    }
    for (std::int64_t b = 0; b <= count; ++b) {
        const auto& drawn = sampled[static_cast<std::size_t>(b)];
        if (b < count && !drawn.empty())
            share_out(drawn, choice, traces.by_example[b].data_ptr<double>());
        if (b < count && !blocks[static_cast<std::size_t>(b)]) {
            traces.by_example[b].fill_(nan);
            traces.variance[b] = traces.scatter[b] = nan;
        } else if (drawn.size() > 1) {
            traces.variance[b] = variance_of(drawn);
            traces.scatter[b] = scatter_of(drawn);
        }
    }
    return traces;
}

} // namespace thaw
