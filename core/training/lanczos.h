// The largest eigenvalue of a symmetric matrix that is known by its products with vectors.
#pragma once

#include <torch/types.h>

#include <functional>
#include <optional>

namespace thaw {

// Symmetric: [d] -> [d]. No value: stop.
using SymmetricMap = std::function<std::optional<torch::Tensor>(const torch::Tensor&)>;

struct RitzPair {
    double value = 0;       // NaN if the map gave numbers that are not finite
    torch::Tensor vector;   // [d], unit length
    double residual = 0;    // |A v - value v| / |value|
    std::int64_t steps = 0; // products that were taken
    // How far `value` lies below the eigenvalue, relative: residual^2 over the gap to the second
    // eigenvalue (Temple and Kato; Parlett, The symmetric eigenvalue problem, theorem 11.7.1),
    // which is taken to lie as far above the second Ritz value as that one's residual allows; the
    // residual itself where this leaves no gap. Never less than what the last product added.
    double error = 0;
    // By Lanczos vector: how much of it `vector` is, float64 [steps].
    torch::Tensor weights;
};

// The largest algebraic eigenvalue, also where a negative one is larger in magnitude, by Lanczos'
// method with full reorthogonalisation (Golub & Van Loan, Matrix Computations, section 10.3): in
// exact arithmetic the Ritz value approaches from below. Starts from `start` (not 0), stops when
// the relative residual is at most `tolerance`, or the estimated error at most `error` and `fewest`
// products were taken, or after `steps` products; keeps `steps` vectors.
std::optional<RitzPair> largest_eigenpair(const SymmetricMap& map, const torch::Tensor& start,
                                          std::int64_t steps, double tolerance, double error = 0,
                                          std::int64_t fewest = 1);

} // namespace thaw
