#include "core/compare/bootstrap.h"

#include "core/compare/sample_summary.h"
#include "core/run/random.h"

#include <algorithm>

namespace thaw {

double winning_rate(const std::vector<SeedWins>& seeds) {
    std::size_t won = 0, compared = 0;
    for (const SeedWins& of : seeds) {
        won += of.won;
        compared += of.compared;
    }
    return compared == 0 ? std::nan("") : static_cast<double>(won) / static_cast<double>(compared);
}

BootstrapInterval winning_interval(const std::vector<SeedWins>& seeds, std::size_t resamples,
                                   std::uint64_t draw_seed) {
    std::vector<SeedWins> drawn_from;
    std::copy_if(seeds.begin(), seeds.end(), std::back_inserter(drawn_from),
                 [](const SeedWins& of) { return of.compared > 0; });
    BootstrapInterval interval{.seeds = drawn_from.size(), .resamples = resamples};
    if (drawn_from.size() < 2)
        return interval;
    Random random(draw_seed, "bootstrap");
    std::vector<double> rates;
    for (std::size_t i = 0; i < resamples; ++i) {
        std::vector<SeedWins> again;
        for (std::size_t k = 0; k < drawn_from.size(); ++k)
            again.push_back(drawn_from[random.below(drawn_from.size())]);
        rates.push_back(winning_rate(again));
    }
    std::sort(rates.begin(), rates.end());
    interval.low = quantile(rates, 0.025);
    interval.high = quantile(rates, 0.975);
    return interval;
}

} // namespace thaw
