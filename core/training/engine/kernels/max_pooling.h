// Max pooling of one image whose channels lie side by side in memory.
#pragma once

#include <cstdint>

namespace thaw::kernels {

// Square windows; what lies outside of the image is in no window. kernel <= 15.
struct PoolShape {
    std::int64_t channels = 0, height = 0, width = 0;
    std::int64_t out_height = 0, out_width = 0;
    std::int64_t kernel = 2, stride = 2, padding = 0;
};

// x [height, width, channels] -> y [out_height, out_width, channels] and, in the shape of y, which
// pixel of the window it came from (row * kernel + column); the first of equals, as in LibTorch.
void max_pool(const PoolShape& shape, const float* x, float* y, std::uint8_t* from);
// dx: dy at the pixels that were taken, added up where windows overlap; 0 elsewhere.
void max_pool_scatter(const PoolShape& shape, const float* dy, const std::uint8_t* from, float* dx);
// y: the numbers of x at the pixels that were taken.
void max_pool_gather(const PoolShape& shape, const float* x, const std::uint8_t* from, float* y);

} // namespace thaw::kernels
