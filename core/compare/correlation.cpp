#include "core/compare/correlation.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <numeric>

namespace thaw {

namespace {

const double unknown = std::nan("");

struct Pairs {
    std::vector<double> x, y;
    Pairs(const std::vector<double>& all_x, const std::vector<double>& all_y) {
        for (std::size_t i = 0; i < std::min(all_x.size(), all_y.size()); ++i)
            if (std::isfinite(all_x[i]) && std::isfinite(all_y[i])) {
                x.push_back(all_x[i]);
                y.push_back(all_y[i]);
            }
    }
    std::size_t size() const { return x.size(); }
};

void set_interval(RankCorrelation& result, double variance) {
    const double reach = boost::math::quantile(boost::math::normal(), 0.975) * std::sqrt(variance);
    const double z = std::atanh(result.value);
    if (!std::isfinite(z))
        return; // a perfect order: Fisher's z has nothing to say
    result.low = std::tanh(z - reach);
    result.high = std::tanh(z + reach);
}

// Lengths of the runs of equal values.
std::vector<double> ties(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    std::vector<double> lengths;
    for (std::size_t i = 0; i < values.size();) {
        std::size_t end = i;
        while (end < values.size() && values[end] == values[i])
            ++end;
        lengths.push_back(static_cast<double>(end - i));
        i = end;
    }
    return lengths;
}

template <class Of>
double sum_over(const std::vector<double>& lengths, Of of) {
    double sum = 0;
    for (const double length : lengths)
        sum += of(length);
    return sum;
}

// Share of the permutations of n whose number of inversions lies as far from the middle as
// `discordant` or farther; by the recursion over how many inversions the n-th element adds.
double exact_kendall_p(std::size_t n, std::size_t discordant) {
    const std::size_t most = n * (n - 1) / 2;
    std::vector<double> share{1}; // of permutations of 1, by inversions
    for (std::size_t m = 2; m <= n; ++m) {
        std::vector<double> next(m * (m - 1) / 2 + 1, 0);
        double window = 0; // sum of the last m entries
        for (std::size_t k = 0; k < next.size(); ++k) {
            window += k < share.size() ? share[k] : 0;
            if (k >= m)
                window -= k - m < share.size() ? share[k - m] : 0;
            next[k] = std::max(0.0, window) / static_cast<double>(m);
        }
        share = std::move(next);
    }
    const std::size_t tail = std::min(discordant, most - discordant);
    double p = 0;
    for (std::size_t k = 0; k <= tail; ++k)
        p += 2 * share[k];
    return std::min(1.0, p);
}

// Share of all ways to pair x with y in which |statistic| is as great as it is or greater.
// `statistic`: of whole numbers, 0 on average. y with ties takes fewer ways than x with ties.
template <class Statistic>
double permutation_p(const std::vector<std::int64_t>& x, std::vector<std::int64_t> y,
                     Statistic statistic) {
    const std::int64_t seen = std::abs(statistic(x, y));
    std::int64_t as_great = 0, all = 0;
    std::sort(y.begin(), y.end());
    do {
        ++all;
        as_great += std::abs(statistic(x, y)) >= seen ? 1 : 0;
    } while (std::next_permutation(y.begin(), y.end())); // each different one once: equally likely
    return static_cast<double>(as_great) / static_cast<double>(all);
}
constexpr std::size_t most_permuted = 9; // 362,880 ways

double normal_kendall_p(double difference, double n, const std::vector<double>& x_ties,
                        const std::vector<double>& y_ties) {
    const auto v = [](double t) { return t * (t - 1) * (2 * t + 5); };
    const auto one = [](double t) { return t * (t - 1); };
    const auto two = [](double t) { return t * (t - 1) * (t - 2); };
    double variance = (v(n) - sum_over(x_ties, v) - sum_over(y_ties, v)) / 18 +
                      sum_over(x_ties, one) * sum_over(y_ties, one) / (2 * n * (n - 1));
    if (n > 2)
        variance += sum_over(x_ties, two) * sum_over(y_ties, two) / (9 * n * (n - 1) * (n - 2));
    return std::erfc(std::abs(difference) / std::sqrt(2 * variance));
}

std::vector<double> ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> rank(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() && values[order[end]] == values[order[i]])
            ++end;
        for (std::size_t k = i; k < end; ++k)
            rank[order[k]] = (static_cast<double>(i + end) + 1) / 2;
        i = end;
    }
    return rank;
}

std::vector<std::int64_t> doubled(const std::vector<double>& ranks) { // whole numbers
    std::vector<std::int64_t> twice;
    for (const double rank : ranks)
        twice.push_back(std::llround(2 * rank));
    return twice;
}

std::int64_t concordance(const std::vector<std::int64_t>& x, const std::vector<std::int64_t>& y) {
    const auto sign = [](std::int64_t a, std::int64_t b) {
        return (a < b ? 1 : 0) - (b < a ? 1 : 0);
    };
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            sum += sign(x[k], x[i]) * sign(y[k], y[i]);
    return sum;
}

// Of doubled ranks, whose mean is n + 1.
std::int64_t rank_covariance(const std::vector<std::int64_t>& x,
                             const std::vector<std::int64_t>& y) {
    const auto n = static_cast<std::int64_t>(x.size());
    return std::inner_product(x.begin(), x.end(), y.begin(), -n * (n + 1) * (n + 1));
}

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
    const auto n = static_cast<double>(x.size());
    const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
    const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xx = 0, xy = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
    }
    return xx > 0 && yy > 0 ? std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0) : unknown;
}

} // namespace

RankCorrelation kendall(const std::vector<double>& all_x, const std::vector<double>& all_y) {
    const Pairs pairs(all_x, all_y);
    RankCorrelation result{unknown, unknown, unknown, unknown, pairs.size()};
    const auto n = static_cast<double>(pairs.size());
    if (pairs.size() < 2)
        return result;
    std::size_t concordant = 0, discordant = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const double dx = pairs.x[i] - pairs.x[j], dy = pairs.y[i] - pairs.y[j];
            if (dx == 0 || dy == 0)
                continue;
            ++((dx > 0) == (dy > 0) ? concordant : discordant);
        }
    const auto x_ties = ties(pairs.x), y_ties = ties(pairs.y);
    const auto tied = [](double t) { return t * (t - 1) / 2; };
    const double all = tied(n), x_tied = sum_over(x_ties, tied), y_tied = sum_over(y_ties, tied);
    if (x_tied == all || y_tied == all)
        return result;
    const double difference = static_cast<double>(concordant) - static_cast<double>(discordant);
    result.value = std::clamp(difference / std::sqrt((all - x_tied) * (all - y_tied)), -1.0, 1.0);
    constexpr std::size_t most_exact = 60;
    if (x_tied == 0 && y_tied == 0 && pairs.size() <= most_exact)
        result.p = exact_kendall_p(pairs.size(), discordant);
    else if (pairs.size() <= most_permuted)
        result.p = permutation_p(doubled(ranks(x_tied < y_tied ? pairs.x : pairs.y)),
                                 doubled(ranks(x_tied < y_tied ? pairs.y : pairs.x)), concordance);
    else
        result.p = normal_kendall_p(difference, n, x_ties, y_ties);
    if (pairs.size() > 4)
        set_interval(result, 0.437 / (n - 4));
    return result;
}

RankCorrelation spearman(const std::vector<double>& all_x, const std::vector<double>& all_y) {
    const Pairs pairs(all_x, all_y);
    RankCorrelation result{unknown, unknown, unknown, unknown, pairs.size()};
    const auto n = static_cast<double>(pairs.size());
    if (pairs.size() < 2)
        return result;
    const std::vector<double> x = ranks(pairs.x), y = ranks(pairs.y);
    result.value = pearson(x, y);
    if (std::isnan(result.value))
        return result;
    const double rho = result.value;
    if (pairs.size() <= most_permuted) {
        result.p = permutation_p(doubled(x), doubled(y), rank_covariance);
    } else {
        const double t = rho * std::sqrt((n - 2) / std::max(0.0, (1 - rho) * (1 + rho)));
        const boost::math::students_t student(n - 2);
        const double by_t =
            std::isinf(t) ? 0 : 2 * boost::math::cdf(boost::math::complement(student, std::abs(t)));
        result.p = std::max({by_t, 2 / std::tgamma(n + 1), std::numeric_limits<double>::min()});
    }
    if (pairs.size() > 4)
        set_interval(result, (1 + rho * rho / 2) / (n - 3));
    return result;
}

} // namespace thaw
