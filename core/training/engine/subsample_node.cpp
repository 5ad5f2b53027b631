#include "core/training/engine/subsample_node.h"

#include "core/training/subsample.h"

namespace thaw {

using torch::Tensor;

Tensor SubsampleNode::forward(const std::vector<Tensor>& x, bool /*keep*/) {
    height_ = x[0].size(2);
    width_ = x[0].size(3);
    return subsampled(x[0], operation_);
}

std::vector<Tensor> SubsampleNode::backward(const Tensor& d, const Tensor& /*rows*/) {
    return {subsampled_gradient(d, operation_, height_, width_)};
}

Tensor SubsampleNode::tangent_forward(const std::vector<Tensor>& dx) {
    return dx[0].defined() ? subsampled(dx[0], operation_) : Tensor();
}

std::vector<Tensor> SubsampleNode::tangent_backward(const Tensor& /*d*/, const Tensor& dd) {
    return {dd.defined() ? backward(dd, {})[0] : Tensor()};
}

} // namespace thaw
