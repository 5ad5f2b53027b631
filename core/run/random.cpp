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

namespace {

// Hoermann 1993, The transformed rejection method for generating Poisson random variables, PTRS:
// about 1.2 tries at any mean from 10 on.
std::int64_t rejected_poisson(double mean, Random& random) {
    const double b = 0.931 + 2.53 * std::sqrt(mean);
    const double a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    const double sure = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        const double u = random.uniform() - 0.5;
        const double v = random.uniform();
        const double us = 0.5 - std::abs(u);
        const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= sure)
            return static_cast<std::int64_t>(k);
        if (k < 0 || (us < 0.013 && v > us))
            continue;
        int sign = 0; // of the gamma function: always +1 here; plain lgamma writes a global
        if (std::log(v * inverse_alpha / (a / (us * us) + b)) <=
            k * std::log(mean) - mean - lgamma_r(k + 1, &sign))
            return static_cast<std::int64_t>(k);
    }
}

} // namespace

std::int64_t Random::poisson(double mean) {
    if (mean > 60)
        return rejected_poisson(mean, *this);
    // A Poisson variable is a sum of independent ones: split so that exp(-mean) is no underflow.
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
