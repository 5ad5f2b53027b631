// How much the loss rises around a point in weight space (Andriushchenko et al. 2023, arXiv
// 2302.07011, eq. 1; their adaptive variant follows Kwon et al. 2021, arXiv 2102.11600).
#pragma once

#include "core/training/objective.h"

#include <ATen/core/Generator.h>

#include <optional>
#include <string_view>
#include <vector>

namespace thaw {

enum class Norm { l2, linf };
// REQUIRES: "l2" or "linf".
Norm norm_of(std::string_view word);

// The neighbourhood of w: perturbations delta = c z elementwise, with c = |w| (adaptive) or c = 1,
// and z of size rho in the norm. Where c is 0, delta is 0: an adaptive perturbation moves no
// weight that is exactly 0.
struct Neighbourhood {
    double rho = 0;
    Norm norm = Norm::l2;
    bool adaptive = false;
};

// S_avg: L(w + delta) - L(w) for each of `draws` draws, z = rho epsilon with epsilon_i ~ N(0, 1)
// for l2 and U(-1, 1) for linf; their mean is the sharpness. For small rho and l2 it tends to
// rho^2 / 2 sum_i c_i^2 H_ii, which few draws cannot see: the noise falls with rho only. No value
// when `stopped` said so.
std::optional<std::vector<double>> average_sharpness(Objective& objective,
                                                     const Neighbourhood& neighbourhood,
                                                     std::int64_t draws, at::Generator generator,
                                                     const std::function<bool()>& stopped);

struct WorstSharpness {
    double rise = 0;      // the largest that was found, never negative: a lower bound
    double last_gain = 0; // the part of it that the last two steps still added; 0: settled
    torch::Tensor z = {}; // where it was found, if it is above 0
};

// S_worst: max L(w + delta) - L(w) over ||z|| <= rho, found by ascent from delta = 0 with the step
// rule of Auto-PGD (Croce & Hein 2020, arXiv 2003.01690, algorithm 1, as used in weight space by
// Andriushchenko et al.): see the implementation. For small rho it tends to rho ||c grad L||_2 for
// l2, rho ||c grad L||_1 for linf. No value when `stopped` said so.
std::optional<WorstSharpness> worst_sharpness(Objective& objective,
                                              const Neighbourhood& neighbourhood,
                                              std::int64_t iterations,
                                              const std::function<bool()>& stopped);

// The same maximum by steps of full radius, z <- the point of the ball that the gradient at the
// highest z so far points to (Frank & Wolfe 1956 with step 1; its first step is that of Foret et
// al. 2021, arXiv 2010.01412) and half of the last way up, for `iterations` gradients at most.
// Where such a step leads down, as it does where the curvature turns, shorter ones from the highest
// point follow. Starts from where an earlier search ended, `from` (its z, of any length).
// Undefined: none; it takes the slope's direction and looks twice, at 3 and 2 times the radius,
// where curvature shows first (if three steps are left). Values are taken within the ball alone, of
// l2 on its surface. While the last two steps still add more than 1 %, as many steps follow again,
// up to `most`.
std::optional<WorstSharpness>
full_radius_sharpness(Objective& objective, const Neighbourhood& neighbourhood,
                      std::int64_t iterations, const std::function<bool()>& stopped,
                      const torch::Tensor& from = {}, std::int64_t most = 0);

// c: what z is multiplied with.
torch::Tensor scale_of(const torch::Tensor& weights, const Neighbourhood& neighbourhood);

// The iterations (counted from 1, each once) after which Auto-PGD may halve its step: ceil(p_j n)
// with p_0 = 0, p_1 = 0.22, p_{j+1} = p_j + max(p_j - p_{j-1} - 0.03, 0.06), below n.
std::vector<std::int64_t> step_checkpoints(std::int64_t iterations);

} // namespace thaw
