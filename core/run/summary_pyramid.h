// Least and greatest value over any stretch of a growing column, in logarithmic time: what lets a
// plot draw a million points without thinning them silently.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace thaw {

// Over finite values; what is not finite is told apart, since it is data too.
struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    bool nan = false, positive_infinity = false, negative_infinity = false;

    bool finite() const { return low <= high; } // at least one finite value
    void add(double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        } else {
            nan = nan || std::isnan(value);
            positive_infinity = positive_infinity || value > 0;
            negative_infinity = negative_infinity || value < 0;
        }
    }
    void add(const Extent& other) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
        nan = nan || other.nan;
        positive_infinity = positive_infinity || other.positive_infinity;
        negative_infinity = negative_infinity || other.negative_infinity;
    }
};

// Nodes over a column that stays where it is: the values themselves are asked for again at the
// ragged ends of a stretch. Used from one thread at a time. Memory: 1.2 bytes a value. Extents are
// exact (double): floats would save half a byte a value, of the 24 that a reading has anyway.
class SummaryPyramid {
  public:
    void append(double value);
    void reserve(std::size_t values);
    std::size_t size() const { return size_; }

    // Of the values in [first, last); `value_of(i)` is what the i-th append() was given.
    // REQUIRES: first <= last <= size().
    template <class ValueOf>
    Extent extent(std::size_t first, std::size_t last, ValueOf value_of) const;

  private:
    static constexpr std::size_t leaves = 16; // values that one lowest node sums up
    static constexpr std::size_t fan = 8;     // nodes that one node above sums up
    // Whole nodes only: what is not whole yet is a ragged end. Flags lie apart, or a third of a
    // node would be padding.
    struct Level {
        struct Ends {
            double low, high;
        };
        std::vector<Ends> ends;
        std::vector<std::uint8_t> flags;

        void push(const Extent& extent);
        Extent sum(std::size_t from, std::size_t to) const;
    };
    Extent nodes(std::size_t first, std::size_t last) const;

    std::size_t size_ = 0;
    Extent open_; // of the values after the last whole node
    std::vector<Level> levels_;
};

template <class ValueOf>
Extent SummaryPyramid::extent(std::size_t first, std::size_t last, ValueOf value_of) const {
    Extent all;
    const auto add_values = [&](std::size_t from, std::size_t to) {
        // Few values are not finite, and without asking each it takes half the time.
        double low = all.low, high = all.high, lost = 0;
        for (std::size_t i = from; i < to; ++i) {
            const double value = value_of(i);
            low = value < low ? value : low;
            high = value > high ? value : high;
            lost += value - value; // not 0 from the first that is not finite
        }
        if (lost == 0) {
            all.low = low;
            all.high = high;
            return;
        }
        for (std::size_t i = from; i < to; ++i)
            all.add(value_of(i));
    };
    const std::size_t next = (first + leaves - 1) / leaves, end = last / leaves;
    if (next >= end) {
        add_values(first, last);
        return all;
    }
    add_values(first, next * leaves);
    all.add(nodes(next, end));
    add_values(end * leaves, last);
    return all;
}

} // namespace thaw
