// Standard normal numbers from a counter: number i of a stream is a function of (seed, stream, i)
// alone, whatever the instruction set and however many threads share the work.
#pragma once

#include <cstddef>
#include <cstdint>

namespace thaw::kernels {

// Fills out[0, n) with N(0, 1) numbers of one stream: Philox 4x32-10 (Salmon et al. 2011, "Parallel
// random numbers: as easy as 1, 2, 3") and the transform of Box and Muller 1958. Between
// instruction sets the numbers differ in their last bits only.
void normal_noise(std::uint64_t seed, std::uint64_t stream, float* out, std::size_t n);

} // namespace thaw::kernels
