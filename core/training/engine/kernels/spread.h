// An image between black edges, as kernels read it.
#pragma once

#include <cstdint>
#include <cstring>

namespace thaw::kernels {

// Pixels of [height, width, channels] with `padding` zeros around and `columns` numbers a pixel.
inline void spread(const float* x, std::int64_t height, std::int64_t width, std::int64_t channels,
                   std::int64_t padding, std::int64_t columns, float* out) {
    const std::int64_t line = (width + 2 * padding) * columns;
    std::memset(out, 0, sizeof(float) * static_cast<std::size_t>((height + 2 * padding) * line));
    for (std::int64_t i = 0; i < height; ++i) {
        float* to = out + (i + padding) * line + padding * columns;
        if (columns == channels) {
            std::memcpy(to, x + i * width * channels,
                        sizeof(float) * static_cast<std::size_t>(width * channels));
            continue;
        }
        for (std::int64_t j = 0; j < width; ++j)
            std::memcpy(to + j * columns, x + (i * width + j) * channels,
                        sizeof(float) * static_cast<std::size_t>(channels));
    }
}

} // namespace thaw::kernels
