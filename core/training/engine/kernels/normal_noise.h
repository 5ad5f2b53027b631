// Standard normal numbers from a counter: number i of a stream is a function of (seed, stream, i)
// alone, whatever the instruction set and however many threads share the work.
#pragma once

#include <cstddef>
#include <cstdint>

namespace thaw::kernels {

// How many pairs n numbers are: number i and number pairs + i come from one draw. Even.
std::size_t normal_noise_pairs(std::size_t n);

// Fills the pairs [begin, end) of out[0, n) with N(0, 1) numbers of one stream: Philox 4x32-10
// (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") and the transform of Box and
// Muller 1958. Between instruction sets the numbers differ in their last bits only.
// REQUIRES: begin even, end <= normal_noise_pairs(n).
void normal_noise(std::uint64_t seed, std::uint64_t stream, float* out, std::size_t n,
                  std::size_t begin, std::size_t end);

} // namespace thaw::kernels
