// The interval of a winning rate, against all that can be drawn and against a second
// implementation.
#include "core/compare/bootstrap.h"

#include "core/compare/sample_summary.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>

namespace thaw {
namespace {

using testing::IsNan;

TEST(Bootstrap, of_seeds_that_all_win_is_certain) {
    const std::vector<SeedWins> seeds{{1, 10, 10}, {2, 4, 4}, {3, 1, 1}};
    EXPECT_EQ(winning_rate(seeds), 1);
    const BootstrapInterval interval = winning_interval(seeds);
    EXPECT_EQ(interval.low, 1);
    EXPECT_EQ(interval.high, 1);
    EXPECT_EQ(interval.seeds, 3U);
    EXPECT_EQ(interval.resamples, 10'000U);
}

TEST(Bootstrap, of_fewer_than_two_seeds_says_nothing) {
    EXPECT_THAT(winning_rate({}), IsNan());
    EXPECT_THAT(winning_rate({{1, 0, 0}}), IsNan());
    const BootstrapInterval one = winning_interval({{1, 7, 10}, {2, 0, 0}});
    EXPECT_THAT(one.low, IsNan());
    EXPECT_THAT(one.high, IsNan());
    EXPECT_EQ(one.seeds, 1U) << "the other compared nothing";
}

TEST(Bootstrap, gives_the_same_bits_again) {
    const std::vector<SeedWins> seeds{{1, 7, 10}, {2, 2, 9}, {3, 5, 10}, {4, 9, 10}};
    EXPECT_EQ(winning_interval(seeds).low, winning_interval(seeds).low);
    EXPECT_EQ(winning_interval(seeds).high, winning_interval(seeds).high);
}

// Three seeds can be drawn in 27 ways. With these, 19 ways in 27 do not hold the worst seed alone,
// and so on: the quantiles of all ways, each equally likely, are those that many draws come to.
TEST(Bootstrap, of_three_seeds_is_that_of_all_27_ways) {
    const std::vector<SeedWins> seeds{{1, 1, 10}, {2, 5, 10}, {3, 9, 10}};
    std::vector<double> all;
    for (const SeedWins& a : seeds)
        for (const SeedWins& b : seeds)
            for (const SeedWins& c : seeds)
                all.push_back(static_cast<double>(a.won + b.won + c.won) / 30);
    std::sort(all.begin(), all.end());
    // Each of the two ends is one way of 27, 3.7 %: more than a fortieth.
    EXPECT_DOUBLE_EQ(all.front(), 0.1);
    EXPECT_DOUBLE_EQ(all.back(), 0.9);
    const BootstrapInterval interval = winning_interval(seeds, 100'000);
    EXPECT_DOUBLE_EQ(interval.low, 0.1);
    EXPECT_DOUBLE_EQ(interval.high, 0.9);
}

// Drawn by other means, sorted and cut off by hand.
TEST(Bootstrap, agrees_with_a_naive_one) {
    const std::vector<SeedWins> seeds{{1, 7, 10}, {2, 2, 9}, {3, 5, 10},
                                      {4, 9, 10}, {5, 3, 4}, {6, 0, 7}};
    std::mt19937 engine(99);
    std::uniform_int_distribution<std::size_t> pick(0, seeds.size() - 1);
    std::vector<double> rates;
    constexpr std::size_t resamples = 40'001;
    for (std::size_t i = 0; i < resamples; ++i) {
        double won = 0, compared = 0;
        for (std::size_t k = 0; k < seeds.size(); ++k) {
            const SeedWins& drawn = seeds[pick(engine)];
            won += static_cast<double>(drawn.won);
            compared += static_cast<double>(drawn.compared);
        }
        rates.push_back(won / compared);
    }
    std::sort(rates.begin(), rates.end());
    const BootstrapInterval interval = winning_interval(seeds, 40'000);
    EXPECT_NEAR(interval.low, rates[1000], 0.01);
    EXPECT_NEAR(interval.high, rates[39'000], 0.01);
}

} // namespace
} // namespace thaw
