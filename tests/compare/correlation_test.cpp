// Expected numbers were made with numpy by the definitions themselves: all permutations for exact
// p, their variance for tied ones, Student's t integrated.
#include "core/compare/correlation.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <numeric>

namespace thaw {
namespace {

using testing::IsNan;

const std::vector<double> x{0.2, 1.5, 0.9, 3.1, 2.2, 5.0, 4.1};
const std::vector<double> y{1.0, 0.4, 2.0, 2.5, 3.5, 3.0, 6.0};

TEST(Correlation, kendalls_tau) {
    const RankCorrelation tau = kendall(x, y);
    EXPECT_NEAR(tau.value, 0.5238095238095238, 1e-14);
    EXPECT_NEAR(tau.p, 0.1361111111111111, 1e-13); // of 5040 permutations
    EXPECT_NEAR(tau.low, -0.164949476479816, 1e-12);
    EXPECT_NEAR(tau.high, 0.8691567201818068, 1e-12);
    EXPECT_EQ(tau.n, 7U);
}

TEST(Correlation, kendalls_tau_with_ties) {
    EXPECT_NEAR(kendall({1, 2, 2, 3, 4, 4, 4, 5, 6, 7}, {3, 1, 2, 2, 5, 5, 4, 4, 7, 7}).value,
                0.6829268292682927, 1e-14);
    const RankCorrelation tau = kendall({1, 2, 2, 3, 4, 4, 4, 5}, {3, 1, 2, 2, 5, 5, 4, 4});
    EXPECT_NEAR(tau.value, 0.48989794855663565, 1e-14);
    EXPECT_NEAR(tau.p, 0.13035714285714287, 1e-13); // of all ways to pair them
    // Normal, with the variance that S has over all permutations.
    EXPECT_NEAR(kendall({1, 2, 2, 3, 4, 4, 4, 5, 6, 7}, {3, 1, 2, 2, 5, 5, 4, 4, 7, 7}).p,
                0.009540606275933282, 1e-12);
}

TEST(Correlation, spearmans_rho) {
    const RankCorrelation rho = spearman(x, y);
    EXPECT_NEAR(rho.value, 0.7142857142857144, 1e-14);
    EXPECT_NEAR(rho.p, 0.0880952380952381, 1e-13); // of 5040 permutations
    EXPECT_NEAR(rho.low, -0.19930355053570323, 1e-12);
    EXPECT_NEAR(rho.high, 0.9635845328961802, 1e-12);
    EXPECT_NEAR(spearman({1, 2, 2, 3, 4, 4, 4, 5}, {3, 1, 2, 2, 5, 5, 4, 4}).value,
                0.693804205571048, 1e-14);
}

// Two of n! orders are perfect, so p is 2 / n!: 0.33 of three runs, 0.017 of five, and never 0.
TEST(Correlation, of_a_perfect_order_of_few_runs_is_no_proof) {
    double orders = 1;
    std::vector<double> up, down;
    for (int n = 1; n <= 40; ++n) {
        orders *= n;
        up.push_back(n);
        down.push_back(-3.0 * n);
        if (n < 2)
            continue;
        EXPECT_NEAR(spearman(up, up).p * orders / 2, 1, 1e-9) << n;
        EXPECT_NEAR(spearman(up, down).p * orders / 2, 1, 1e-9) << n;
        EXPECT_NEAR(kendall(up, down).p * orders / 2, 1, 1e-9) << n;
    }
    up.resize(300);
    std::iota(up.begin(), up.end(), 0);
    EXPECT_GT(spearman(up, up).p, 0);
    EXPECT_GT(kendall(up, up).p, 0);
}

// Every order of five and of six, with and without ties: p is the share of orders at least as far
// from none.
TEST(Correlation, is_exact_over_all_orders) {
    for (const std::vector<double>& given :
         {std::vector<double>{1, 2, 3, 4, 5}, {1, 2, 2, 4, 5, 6}, {1, 1, 2, 2, 3, 3}}) {
        for (const auto& of : {kendall, spearman}) {
            std::vector<double> one(given.size());
            std::iota(one.begin(), one.end(), 1.0);
            one[1] = one[0]; // a tie on this side, too
            std::vector<double> other = given;
            std::vector<double> values;
            do
                values.push_back(of(one, other).value);
            while (std::next_permutation(other.begin(), other.end()));
            std::size_t at = 0;
            do {
                const auto as_far = [&](double v) {
                    return std::abs(v) > std::abs(values[at]) - 1e-9;
                };
                const auto share =
                    static_cast<double>(std::count_if(values.begin(), values.end(), as_far)) /
                    static_cast<double>(values.size());
                EXPECT_NEAR(of(one, other).p, share, 1e-12);
                ++at;
            } while (std::next_permutation(other.begin(), other.end()));
        }
    }
}

TEST(Correlation, of_forty_pairs) {
    std::vector<double> a, b;
    for (int i = 0; i < 40; ++i) {
        a.push_back(std::sin(3.7 * i));
        b.push_back(a.back() + 0.8 * std::cos(2.3 * i * i));
    }
    EXPECT_NEAR(kendall(a, b).value, 0.6282051282051282, 1e-14);
    EXPECT_LT(kendall(a, b).p, 1e-7);
}

TEST(Correlation, of_a_perfect_order_has_no_interval) {
    const RankCorrelation tau = kendall({1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1});
    EXPECT_EQ(tau.value, -1);
    EXPECT_NEAR(tau.p, 2.0 / 720, 1e-15);
    EXPECT_THAT(tau.low, IsNan());
    EXPECT_NEAR(spearman({1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}).p, 2.0 / 720, 1e-15);
}

TEST(Correlation, says_nothing_where_nothing_can_be_said) {
    EXPECT_THAT(kendall({1}, {2}).value, IsNan());
    EXPECT_THAT(kendall({1, 2, 3}, {5, 5, 5}).value, IsNan());
    EXPECT_THAT(spearman({1, 2, 3}, {5, 5, 5}).value, IsNan());
    EXPECT_THAT(spearman({}, {}).value, IsNan());
    // What is not finite makes no pair.
    const RankCorrelation tau = kendall({1, 2, std::nan(""), 3}, {1, 2, 9, 3});
    EXPECT_EQ(tau.n, 3U);
    EXPECT_EQ(tau.value, 1);
}

} // namespace
} // namespace thaw
