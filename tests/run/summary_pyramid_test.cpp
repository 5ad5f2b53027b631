#include "core/run/summed_column.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace thaw {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Extent brute_force(const std::vector<double>& values, std::size_t first, std::size_t last) {
    Extent all;
    for (std::size_t i = first; i < last; ++i) {
        if (std::isnan(values[i]))
            all.nan = true;
        else if (std::isinf(values[i]))
            (values[i] > 0 ? all.positive_infinity : all.negative_infinity) = true;
        else {
            all.low = std::min(all.low, values[i]);
            all.high = std::max(all.high, values[i]);
        }
    }
    return all;
}

void expect_same(const Extent& a, const Extent& b) {
    EXPECT_EQ(a.low, b.low);
    EXPECT_EQ(a.high, b.high);
    EXPECT_EQ(a.nan, b.nan);
    EXPECT_EQ(a.positive_infinity, b.positive_infinity);
    EXPECT_EQ(a.negative_infinity, b.negative_infinity);
}

TEST(SummaryPyramid, EveryStretchOfASmallColumnEqualsBruteForce) {
    // Past three whole levels, each length on the way: levels begin at 16, 128 and 1024 values.
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    SummaryPyramid pyramid;
    std::vector<double> values;
    const auto extent = [&](std::size_t first, std::size_t last) {
        return SummedColumn(values, pyramid).extent(first, last);
    };
    for (int n = 0; n < 1100; ++n) {
        const double value = n % 41 == 3 ? std::nan("") : n % 97 == 5 ? infinity : normal(random);
        values.push_back(value);
        pyramid.append(value);
        const std::size_t first = random() % values.size();
        expect_same(extent(first, values.size()), brute_force(values, first, values.size()));
        expect_same(extent(0, values.size()), brute_force(values, 0, values.size()));
    }
    for (std::size_t first = 0; first <= values.size(); first += 31)
        for (std::size_t last = first; last <= values.size(); ++last)
            expect_same(extent(first, last), brute_force(values, first, last));
}

TEST(SummaryPyramid, StretchesOfALargeColumnEqualBruteForce) {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> even(-5, 5);
    SummaryPyramid pyramid;
    std::vector<double> values;
    const auto extent = [&](std::size_t first, std::size_t last) {
        return SummedColumn(values, pyramid).extent(first, last);
    };
    for (int n = 0; n < 200'000; ++n) {
        values.push_back(n == 77'777 ? -infinity : even(random));
        pyramid.append(values.back());
    }
    for (int i = 0; i < 300; ++i) {
        std::size_t first = random() % values.size(), last = random() % values.size();
        if (first > last)
            std::swap(first, last);
        expect_same(extent(first, last), brute_force(values, first, last));
    }
}

TEST(SummaryPyramid, AnEmptyStretchHasNoValue) {
    OwnColumn column;
    EXPECT_FALSE(column.look().extent(0, 0).finite());
    column.append(1);
    EXPECT_FALSE(column.look().extent(1, 1).finite());
    EXPECT_TRUE(column.look().extent(0, 1).finite());
}

TEST(SummaryPyramid, ItHoldsOneSixteenthOfItsColumn) {
    SummaryPyramid pyramid;
    pyramid.reserve(1000);
    std::vector<std::size_t> asked;
    for (int i = 0; i < 1000; ++i)
        pyramid.append(i);
    const Extent extent = pyramid.extent(5, 995, [&](std::size_t row) {
        asked.push_back(row);
        return static_cast<double>(row);
    });
    EXPECT_EQ(extent.low, 5);
    EXPECT_EQ(extent.high, 994);
    EXPECT_EQ(asked.size(), 11U + 3U) << "only the ragged ends, rows 5 to 15 and 992 to 994";
}

TEST(SummedColumn, AValueAndItsErrorMakeOneColumn) {
    const double nan = std::nan("");
    std::vector<double> values, errors;
    SummaryPyramid pyramid;
    for (int i = 0; i < 500; ++i) {
        values.push_back(i % 90 == 4 ? infinity : std::sin(i));
        errors.push_back(i % 70 == 9 ? nan : 0.01 * i);
        pyramid.append(values.back() - errors.back());
    }
    const SummedColumn lower(values, errors, -1, pyramid);
    std::vector<double> expected;
    for (std::size_t row = 0; row < values.size(); ++row)
        expected.push_back(values[row] - errors[row]);
    EXPECT_EQ(lower.size(), values.size());
    EXPECT_EQ(lower[123], expected[123]);
    for (std::size_t first = 0; first < values.size(); first += 13)
        for (std::size_t last = first; last <= values.size(); last += 3)
            expect_same(lower.extent(first, last), brute_force(expected, first, last));
}

} // namespace
} // namespace thaw
