// Mean and spread of a handful of numbers, as papers report them.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace thaw {

// Of the finite ones among the values. NaN where there are too few of them: mean 1, the others 2.
struct SampleSummary {
    std::size_t n = 0;
    double mean = std::nan("");
    double sd = std::nan("");             // with n - 1
    double standard_error = std::nan(""); // sd / sqrt(n)
    double half_interval = std::nan(""); // of the 95 % confidence interval of the mean, Student's t
};
SampleSummary summarise(const std::vector<double>& values);

// The 97.5 % quantile of Student's t with n - 1 degrees of freedom; NaN for n < 2.
double t_quantile(std::size_t n);

// The p-quantile of values sorted ascending, linear between order statistics (Hyndman and Fan's
// type 7, what numpy and R start with). NaN where there are none. p in [0, 1].
double quantile(const std::vector<double>& sorted, double p);

} // namespace thaw
