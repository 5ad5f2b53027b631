#include "core/run/random.h"

#include <cmath>
#include <numeric>

namespace thaw {

std::uint64_t Random::below(std::uint64_t n) {
    const std::uint64_t threshold = (0 - n) % n;
    for (;;) {
        __extension__ using Wide = unsigned __int128; // GCC and Clang; not ISO C++
        const auto product = static_cast<Wide>(engine_()) * n;
        if (static_cast<std::uint64_t>(product) >= threshold)
            return static_cast<std::uint64_t>(product >> 64U);
    }
}

double Random::normal() {
    if (has_spare_) {
        has_spare_ = false;
        return spare_;
    }
    for (;;) {
        const double u = uniform(-1, 1);
        const double v = uniform(-1, 1);
        const double s = u * u + v * v;
        if (s >= 1 || s == 0)
            continue;
        const double scale = std::sqrt(-2 * std::log(s) / s);
        spare_ = v * scale;
        has_spare_ = true;
        return u * scale;
    }
}

std::int64_t Random::poisson(double mean) {
    // A Poisson variable is a sum of independent ones: split large means so that exp(-mean) stays
    // far from underflow. Shot noise needs means up to 500 only, where this is fast enough.
    std::int64_t count = 0;
    while (mean > 30) {
        count += poisson(30);
        mean -= 30;
    }
    const double limit = std::exp(-mean);
    for (double product = uniform(); product > limit; product *= uniform())
        ++count;
    return count;
}

std::vector<std::int64_t> permutation(std::int64_t n, Random& random) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

} // namespace thaw
