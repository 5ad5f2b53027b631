#include "core/compare/sample_summary.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>

namespace thaw {

double t_quantile(std::size_t n) {
    const auto of = [](std::size_t count) {
        const boost::math::students_t t(static_cast<double>(count - 1));
        return boost::math::quantile(t, 0.975);
    };
    if (n < 2)
        return std::nan("");
    static const std::array<double, 129> known = [&] { // asked for at every x of a curve
        std::array<double, 129> table{};
        for (std::size_t i = 2; i < table.size(); ++i)
            table[i] = of(i);
        return table;
    }();
    return n < known.size() ? known[n] : of(n);
}

SampleSummary summarise(const std::vector<double>& values) {
    SampleSummary summary;
    double sum = 0;
    for (const double value : values)
        if (std::isfinite(value)) {
            ++summary.n;
            sum += value;
        }
    if (summary.n == 0)
        return summary;
    const auto n = static_cast<double>(summary.n);
    summary.mean = sum / n;
    if (summary.n < 2)
        return summary;
    double squares = 0;
    for (const double value : values)
        if (std::isfinite(value))
            squares += (value - summary.mean) * (value - summary.mean);
    summary.sd = std::sqrt(squares / (n - 1));
    summary.standard_error = summary.sd / std::sqrt(n);
    summary.half_interval = t_quantile(summary.n) * summary.standard_error;
    return summary;
}

double quantile(const std::vector<double>& sorted, double p) {
    if (sorted.empty())
        return std::nan("");
    const double at = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(at));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

} // namespace thaw
