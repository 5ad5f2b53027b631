// Whether one number of a run goes with another: rank correlations, with how sure they are.
#pragma once

#include <cstddef>
#include <vector>

namespace thaw {

// NaN where it cannot be said: fewer than two pairs, or all x or all y equal.
struct RankCorrelation {
    double value = 0;         // in [-1, 1]
    double low = 0, high = 0; // 95 % confidence interval; NaN below five pairs and at +-1
    double p = 0;             // two-sided, of no association; never 0
    std::size_t n = 0;        // pairs of finite numbers
};

// Kendall's tau-b: (C - D) / sqrt((N - Tx)(N - Ty)) over N = n(n-1)/2 pairs, C of one order, D of
// the other, Tx tied in x, Ty tied in y (Kendall, "The treatment of ties in ranking problems",
// Biometrika 33, 1945). p: without ties and up to 60 pairs exact, by counting the permutations with
// so many inversions; with ties and up to 9 pairs exact, over all permutations; else normal with
// the variance corrected for ties (Kendall, Rank Correlation Methods, 1970, chapter 4). Interval:
// by Fisher's z with variance 0.437 / (n - 4) (Fieller, Hartley and Pearson, Biometrika 44, 1957).
RankCorrelation kendall(const std::vector<double>& x, const std::vector<double>& y);

// Spearman's rho: Pearson's correlation of the ranks, tied ones with their mean rank. p: up to 9
// pairs exact, over all permutations; else by Student's t with n - 2 degrees of freedom, but never
// less than 2 / n!, the p of a perfect order. Interval: by Fisher's z with variance (1 + rho^2 / 2)
// / (n - 3) (Bonett and Wright, Psychometrika 65, 2000).
RankCorrelation spearman(const std::vector<double>& x, const std::vector<double>& y);

} // namespace thaw
