// Second, slow and obvious implementations of what metrics read, float64 and example by example.
#pragma once

#include "tests/training/naive/gradients.h"

#include <cmath>
#include <vector>

namespace thaw::naive {

struct Mean {
    double value = 0, error = 0;
};

inline Mean mean(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    Mean result;
    for (const double x : values)
        result.value += x / n;
    for (const double x : values)
        result.error += (x - result.value) * (x - result.value);
    result.error = std::sqrt(result.error / (n - 1) / n);
    return result;
}

// Gradient of the mean loss over each group of `size` examples, by the given parameters.
inline std::vector<torch::Tensor> group_gradients(Network& network, const Examples& examples,
                                                  std::int64_t size,
                                                  const std::vector<torch::Tensor>& parameters) {
    std::vector<torch::Tensor> gradients;
    for (std::int64_t begin = 0; begin + size <= examples.count(); begin += size)
        gradients.push_back(
            gradient(loss(network, examples.slice(begin, begin + size)), parameters));
    return gradients;
}

inline torch::Tensor mean_without(const std::vector<torch::Tensor>& rows, std::size_t left_out) {
    torch::Tensor sum = torch::zeros_like(rows[0]);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (i != left_out)
            sum += rows[i];
    const std::size_t count = rows.size() - (left_out < rows.size() ? 1 : 0);
    return sum / static_cast<double>(count);
}

// |mean of rows| with the jackknife's standard error.
inline Mean norm_of_mean(const std::vector<torch::Tensor>& rows) {
    const auto n = static_cast<double>(rows.size());
    std::vector<double> without;
    for (std::size_t i = 0; i < rows.size(); ++i)
        without.push_back(mean_without(rows, i).norm().item<double>());
    // sd of the leave-one-out values times (n - 1) / sqrt(n)
    return {mean_without(rows, rows.size()).norm().item<double>(), mean(without).error * (n - 1)};
}

// Mean cosine of each row with the mean of the others.
inline double mean_cosine(const std::vector<torch::Tensor>& rows) {
    double sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto others = mean_without(rows, i);
        sum += (rows[i].dot(others) / (rows[i].norm() * others.norm())).item<double>();
    }
    return sum / static_cast<double>(rows.size());
}

// The same with the jackknife's standard error.
inline Mean alignment(const std::vector<torch::Tensor>& rows) {
    std::vector<double> without;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto rest = rows;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
        without.push_back(mean_cosine(rest));
    }
    return {mean_cosine(rows), mean(without).error * (static_cast<double>(rows.size()) - 1)};
}

} // namespace thaw::naive
