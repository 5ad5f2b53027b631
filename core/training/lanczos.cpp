#include "core/training/lanczos.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace thaw {

namespace {

struct Tridiagonal {
    std::vector<double> diagonal, off_diagonal;

    // Eigenvalues [k] ascending and eigenvectors [k, k] in columns, float64.
    std::tuple<torch::Tensor, torch::Tensor> eigen() const {
        const auto k = static_cast<std::int64_t>(diagonal.size());
        torch::Tensor matrix = torch::zeros({k, k}, torch::kDouble);
        auto entry = matrix.accessor<double, 2>();
        for (std::int64_t i = 0; i < k; ++i) {
            entry[i][i] = diagonal[static_cast<std::size_t>(i)];
            if (i + 1 < k)
                entry[i][i + 1] = entry[i + 1][i] = off_diagonal[static_cast<std::size_t>(i)];
        }
        return torch::linalg_eigh(matrix, "L");
    }
};

// RitzPair::error from the Ritz values [k], how much of the last Lanczos vector each Ritz vector is
// [k], and the largest value one product ago.
double error_of(const torch::Tensor& values, const torch::Tensor& of_last, double beta,
                double before) {
    const std::int64_t top = values.numel() - 1;
    const double value = values[top].item<double>();
    const auto residual = [&](std::int64_t i) {
        return beta * std::abs(of_last[i].item<double>());
    };
    const double off = residual(top);
    if (top == 0)
        return off / std::abs(value);
    const double gap = value - values[top - 1].item<double>() - residual(top - 1);
    return std::max(gap > off ? off * off / gap : off, value - before) / std::abs(value);
}

} // namespace

std::optional<RitzPair> largest_eigenpair(const SymmetricMap& map, const torch::Tensor& start,
                                          std::int64_t steps, double tolerance, double error,
                                          std::int64_t fewest) {
    const torch::NoGradGuard no_grad;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    steps = std::min(steps, start.numel());
    const double epsilon = start.scalar_type() == torch::kDouble ? 1e-14 : 1e-6;
    torch::Tensor basis = torch::empty({steps, start.numel()}, start.options());
    Tridiagonal small;
    torch::Tensor next = start / start.norm();
    RitzPair pair;
    for (std::int64_t k = 0; k < steps; ++k) {
        basis[k].copy_(next);
        const auto product = map(next);
        if (!product)
            return std::nullopt;
        const double alpha = product->dot(next).item<double>();
        // Against all earlier vectors, twice: once leaves rounding errors that let copies of
        // converged eigenvalues come back.
        const torch::Tensor known = basis.slice(0, 0, k + 1);
        torch::Tensor rest = *product - known.t().mv(known.mv(*product));
        rest -= known.t().mv(known.mv(rest));
        const double beta = rest.norm().item<double>();
        pair.steps = k + 1;
        if (!std::isfinite(alpha) || !std::isfinite(beta))
            return RitzPair{nan, torch::full_like(start, nan), nan, pair.steps, nan, {}};
        small.diagonal.push_back(alpha);

        const auto [values, vectors] = small.eigen();
        const torch::Tensor weights = vectors.select(1, k); // of the largest, the last one
        pair.error = error_of(values, vectors.select(0, k), beta, pair.value);
        pair.value = values[k].item<double>();
        pair.residual = beta * std::abs(weights[k].item<double>()) / std::abs(pair.value);
        const double size = values.abs().max().item<double>();
        if (pair.residual <= tolerance || (pair.error <= error && k + 1 >= fewest) ||
            k + 1 == steps || beta <= epsilon * size) {
            pair.weights = weights.clone();
            pair.vector = known.t().mv(weights.to(start.device(), start.scalar_type()));
            pair.vector /= pair.vector.norm();
            return pair;
        }
        small.off_diagonal.push_back(beta);
        next = rest / beta;
    }
    return pair; // no steps
}

} // namespace thaw
