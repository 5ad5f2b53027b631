#include "core/training/subsample.h"

#include "core/training/channels_last.h"

#include <torch/torch.h>

namespace thaw {

using torch::Tensor;

namespace {

Tensor pixels_of(const Tensor& x, std::int64_t stride) {
    return x.slice(2, 0, x.size(2), stride).slice(3, 0, x.size(3), stride);
}

} // namespace

Tensor subsampled(const Tensor& x, const SubsampleOperation& operation) {
    // By channel, rows and columns stay: {left, right, top, bottom, before, behind}.
    return channels_last(torch::constant_pad_nd(pixels_of(x, operation.stride),
                                                {0, 0, 0, 0, operation.before, operation.behind}));
}

Tensor subsampled_gradient(const Tensor& d, const SubsampleOperation& operation,
                           std::int64_t height, std::int64_t width) {
    const std::int64_t channels = d.size(1) - operation.before - operation.behind;
    Tensor dx = torch::zeros({d.size(0), channels, height, width}, d.options())
                    .contiguous(torch::MemoryFormat::ChannelsLast);
    pixels_of(dx, operation.stride)
        .copy_(d.slice(1, operation.before, operation.before + channels));
    return dx;
}

} // namespace thaw
