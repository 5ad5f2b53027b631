#include "core/figures/axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace thaw {

namespace {

constexpr const char* minus = "−";

std::string signed_text(std::string text) {
    if (!text.empty() && text[0] == '-')
        text = minus + text.substr(1);
    return text;
}

// The number of decimals that `step` needs.
int decimals_of(double step) {
    for (int decimals = 0; decimals < 12; ++decimals) {
        const double scaled = step * std::pow(10, decimals);
        if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled)
            return decimals;
    }
    return 12;
}

double nice_step(double span, int wanted) {
    const double raw = span / std::max(1, wanted);
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (raw <= 1.25 * factor * power) // rather a label more than too few
            return factor * power;
    return 10 * power;
}

PrintTicks linear_ticks(const PrintAxis& axis, int wanted) {
    PrintTicks result;
    double step = nice_step(axis.high - axis.low, wanted);
    const auto count = [&] {
        return std::floor(axis.high / step + 1e-9) - std::ceil(axis.low / step - 1e-9) + 1;
    };
    for (int more = wanted + 1; count() < 2 && more < 8 * wanted; ++more)
        step = nice_step(axis.high - axis.low, more);
    const double most = std::max(std::abs(axis.low), std::abs(axis.high));
    if (most >= 1e5 || most < 1e-3)
        result.exponent = static_cast<int>(std::floor(std::log10(most) + 1e-9));
    if (result.exponent > 0) // thousands and millions read better than ten thousands
        result.exponent = result.exponent / 3 * 3;
    const double unit = std::pow(10, result.exponent);
    const int decimals = decimals_of(step / unit);
    const double first = std::ceil(axis.low / step - 1e-9),
                 last = std::floor(axis.high / step + 1e-9);
    for (double k = first; k <= last; ++k) {
        const double value = k == 0 ? 0.0 : k * step; // never -0
        result.ticks.push_back(
            {value, signed_text(fmt::format("{:.{}f}", value / unit, decimals))});
    }
    return result;
}

std::string power_label(int exponent) {
    return fmt::format("$10^{{{}}}$", signed_text(std::to_string(exponent)));
}

// Written out where it is short: 0.05, 2, 300; else $3\times10^{5}$.
std::string written_out(double value) {
    if (value >= 1e-3 && value < 1e5)
        return fmt::format("{:.{}f}", value, decimals_of(value));
    const int exponent = static_cast<int>(std::floor(std::log10(value) + 1e-9));
    const double mantissa = value / std::pow(10, exponent);
    const std::string power = fmt::format("10^{{{}}}", signed_text(std::to_string(exponent)));
    return mantissa < 1 + 1e-9 ? "$" + power + "$"
                               : fmt::format("${:g}\\times{}$", mantissa, power);
}

PrintTicks logarithmic_ticks(const PrintAxis& axis, int wanted) {
    const double low = axis.low * (1 - 1e-9), high = axis.high * (1 + 1e-9);
    const double decades = std::log10(high) - std::log10(low);
    const int first = static_cast<int>(std::floor(std::log10(low)));
    const int last = static_cast<int>(std::ceil(std::log10(high)));
    int every = std::max(1, static_cast<int>(std::ceil(decades / std::max(2, wanted) - 0.5)));
    int minor_every = 1; // of the decades between, so many that they stay apart
    if (every > 10) {
        every = every <= 20 ? 20 : every <= 50 ? 50 : every <= 100 ? 100 : 200;
        minor_every = every / 5;
    }
    const auto within = [&](double value) { return value >= low && value <= high; };

    // What is labelled between the powers of ten where these alone are too few.
    std::vector<int> labelled{1};
    const auto count = [&](const std::vector<int>& factors) {
        int n = 0;
        for (int k = first; k <= last; ++k)
            for (const int factor : factors)
                n += within(factor * std::pow(10, k)) ? 1 : 0;
        return n;
    };
    if (decades < 3)
        for (const std::vector<int>& more :
             {std::vector<int>{1, 3}, {1, 2, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9}})
            if (count(labelled) < 2 ||
                (more.size() < 4 && decades < 2 && count(more) <= wanted + 1))
                labelled = more;
    if (count(labelled) < 2)
        return linear_ticks(axis, wanted); // less than a step of this scale: lines are as good
    const bool powers_only = labelled.size() == 1;

    PrintTicks result;
    for (int k = first; k <= last; ++k)
        for (int factor = 1; factor <= 9; ++factor) {
            const double value = factor * std::pow(10, k);
            if (!within(value))
                continue;
            const bool shown =
                std::find(labelled.begin(), labelled.end(), factor) != labelled.end() &&
                (!powers_only || (k % every + every) % every == 0);
            if (every > 1 && (factor > 1 || k % minor_every != 0))
                continue; // minor ticks are the other decades then
            result.ticks.push_back({value, !shown        ? std::string()
                                           : powers_only ? power_label(k)
                                                         : written_out(value)});
        }
    return result;
}

} // namespace

double PrintAxis::part(double value) const {
    if (scale == PrintScale::linear)
        return (value - low) / (high - low);
    if (!(value > 0))
        return std::numeric_limits<double>::quiet_NaN();
    // Not of quotients: those of the least and the greatest doubles are infinite.
    return (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
}

double PrintAxis::value_at(double part) const {
    return scale == PrintScale::linear
               ? low + part * (high - low)
               : std::exp(std::log(low) + part * (std::log(high) - std::log(low)));
}

PrintTicks paper_ticks(const PrintAxis& axis, int wanted) {
    return axis.scale == PrintScale::linear ? linear_ticks(axis, wanted)
                                            : logarithmic_ticks(axis, wanted);
}

PrintAxis axis_over(PrintScale scale, double low, double high, double margin) {
    if (scale == PrintScale::logarithmic) {
        if (!(high > low)) {
            low /= 2;
            high *= 2;
        }
        const double pad = margin * (std::log(high) - std::log(low));
        using Limits = std::numeric_limits<double>;
        return {scale, std::max(low * std::exp(-pad), Limits::min()),
                std::min(high * std::exp(pad), Limits::max())};
    }
    constexpr double far = std::numeric_limits<double>::max() / 4; // no axis is longer than doubles
    low = std::clamp(low, -far, far);
    high = std::clamp(high, -far, far);
    if (!(high > low)) {
        const double spread = low == 0 ? 0.5 : std::abs(low) / 2;
        low -= spread;
        high += spread;
    }
    const double pad = margin * (high - low);
    return {scale, low - pad, high + pad};
}

} // namespace thaw
