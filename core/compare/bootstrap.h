// How sure a winning rate is: a percentile bootstrap over seeds (Efron 1979; Efron & Tibshirani
// 1993, section 13.3). What is drawn again is whole seeds, since the comparisons of one seed share
// its data order and start and are not independent.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace thaw {

// Of one seed: comparisons, and how many of them were won.
struct SeedWins {
    std::int64_t seed = 0;
    std::size_t won = 0, compared = 0;
};

// All wins over all comparisons; NaN where nothing was compared.
double winning_rate(const std::vector<SeedWins>& seeds);

struct BootstrapInterval {
    double low = std::nan(""), high = std::nan(""); // NaN for fewer than two seeds
    std::size_t seeds = 0;                          // that compared anything: what was drawn from
    std::size_t resamples = 0;
};
// The 2.5 % and 97.5 % quantiles (quantile()) of winning_rate() of as many seeds drawn with putting
// back. Seeds that compared nothing are not drawn. Equal arguments give equal bits.
BootstrapInterval winning_interval(const std::vector<SeedWins>& seeds,
                                   std::size_t resamples = 10'000, std::uint64_t draw_seed = 1);

} // namespace thaw
