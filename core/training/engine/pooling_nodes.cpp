#include "core/training/engine/pooling_nodes.h"

#include "core/training/channels_last.h"

#include <torch/torch.h>

namespace thaw {

using torch::Tensor;

Tensor MaxPoolNode::forward(const std::vector<Tensor>& x, bool keep) {
    auto [y, from] = pooling_.forward(x[0]);
    if (keep) {
        from_ = from;
        height_ = x[0].size(2);
        width_ = x[0].size(3);
    }
    return y;
}

std::vector<Tensor> MaxPoolNode::backward(const Tensor& d, const Tensor& rows) {
    return {pooling_.scatter(d, from_, rows, height_, width_)};
}

Tensor MaxPoolNode::tangent_forward(const std::vector<Tensor>& dx) {
    return dx[0].defined() ? pooling_.gather(dx[0], from_) : Tensor();
}

std::vector<Tensor> MaxPoolNode::tangent_backward(const Tensor& /*d*/, const Tensor& dd) {
    return {dd.defined() ? backward(dd, {})[0] : Tensor()};
}

Tensor AveragePoolNode::forward(const std::vector<Tensor>& x, bool /*keep*/) {
    height_ = x[0].size(2);
    width_ = x[0].size(3);
    return x[0].mean({2, 3});
}

std::vector<Tensor> AveragePoolNode::backward(const Tensor& d, const Tensor& /*rows*/) {
    Tensor dx = at::empty({d.size(0), d.size(1), height_, width_}, d.options(),
                          at::MemoryFormat::ChannelsLast);
    dx.copy_((d / static_cast<double>(height_ * width_)).unsqueeze(2).unsqueeze(3).expand_as(dx));
    return {dx};
}

Tensor AveragePoolNode::tangent_forward(const std::vector<Tensor>& dx) {
    return dx[0].defined() ? dx[0].mean({2, 3}) : Tensor();
}

std::vector<Tensor> AveragePoolNode::tangent_backward(const Tensor& /*d*/, const Tensor& dd) {
    return {dd.defined() ? backward(dd, {})[0] : Tensor()};
}

Tensor FlattenNode::forward(const std::vector<Tensor>& x, bool /*keep*/) {
    sizes_ = x[0].sizes().slice(1).vec();
    return x[0].flatten(1);
}

std::vector<Tensor> FlattenNode::backward(const Tensor& d, const Tensor& /*rows*/) {
    std::vector<std::int64_t> sizes = {d.size(0)};
    sizes.insert(sizes.end(), sizes_.begin(), sizes_.end());
    return {channels_last(d.reshape(sizes))};
}

Tensor FlattenNode::tangent_forward(const std::vector<Tensor>& dx) {
    return dx[0].defined() ? dx[0].flatten(1) : Tensor();
}

std::vector<Tensor> FlattenNode::tangent_backward(const Tensor& /*d*/, const Tensor& dd) {
    return {dd.defined() ? backward(dd, {})[0] : Tensor()};
}

} // namespace thaw
