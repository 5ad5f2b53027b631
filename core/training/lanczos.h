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
};

// The largest algebraic eigenvalue, also where a negative one is larger in magnitude, by Lanczos'
// method with full reorthogonalisation (Golub & Van Loan, Matrix Computations, section 10.3): in
// exact arithmetic the Ritz value approaches from below. Starts from `start` (not 0), stops when
// the relative residual is at most `tolerance` or after `steps` products; keeps `steps` vectors.
std::optional<RitzPair> largest_eigenpair(const SymmetricMap& map, const torch::Tensor& start,
                                          std::int64_t steps, double tolerance);

} // namespace thaw
