// S_avg with the gradient as control variate: the same mean as average_sharpness (sharpness.h), at
// a small rho hundreds of times less variance for the same work.
//
// L(w + delta) - L(w) is g.delta + 1/2 delta'H delta + ...: at a small rho the first term is all
// one sees, and its mean is 0. It is taken away exactly. And a forward pass of few examples costs
// as little as they are few, so perturbation m is tried on group m mod G of G groups of the
// examples alone, with that group's own gradient g_k:
//     S = mean_m [ L_k(w + delta_m) - L_k(w) - g_k . delta_m ],  k = m mod G,
// the mean of each group, groups weighted by their sizes. Unbiased, because E[g_k . delta] = 0.
//
// On a trained network a few examples make nearly all of the noise. So examples of like noise are
// put in a group, and beyond two perturbations a group the others go where the noise is made
// (Neyman 1934, allocation in stratified sampling). Where that is follows from losses under a pair
// of perturbations that are used for nothing else, and from no draw that is counted: the mean stays
// unbiased.
#pragma once

#include "core/run/event.h"
#include "core/training/sharpness.h"

namespace thaw {

struct SharpnessEffort {
    std::int64_t group_size = 32;
    double relative_error = 0.15; // stops when the standard error is at most this part of the value
    double forwards = 10;         // at most so many forward passes over all examples, and
                                  // two that show where the noise is made
};

// How noisy each example's rise will be, about and up to a common factor: float64 [examples]. From
// its losses at two opposite perturbations, their difference (how easily it is moved) and their sum
// (misses nothing by chance), each as a part of all examples'. All 1 if anything is not finite.
torch::Tensor rise_noise(Objective& objective, const Neighbourhood& neighbourhood,
                         std::uint64_t seed);

// The mean rise with the standard error of its draws (the spread within groups; what the choice of
// examples adds is not in it) and their number. Perturbations follow from `seed` alone: the same at
// every reading, so that a curve shows the network and not the draw. No value when `stopped` said
// so.
std::optional<Reading> controlled_sharpness(Network& network, const Task& task,
                                            const Examples& batch, const std::vector<bool>& blocks,
                                            const Neighbourhood& neighbourhood,
                                            const SharpnessEffort& effort, std::uint64_t seed,
                                            const std::function<bool()>& stopped);

// The same of any objective, its examples in the order that they have; `noise` of each of them.
std::optional<Reading> controlled_sharpness(Objective& objective, const torch::Tensor& noise,
                                            const Neighbourhood& neighbourhood,
                                            const SharpnessEffort& effort, std::uint64_t seed,
                                            const std::function<bool()>& stopped);

} // namespace thaw
