#include "core/training/engine/concatenation_node.h"

#include "core/training/channels_last.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

using torch::Tensor;

Tensor ConcatenationNode::forward(const std::vector<Tensor>& x, bool /*keep*/) {
    channels_.clear();
    for (const Tensor& each : x)
        channels_.push_back(each.size(1));
    return channels_last(torch::cat(x, 1));
}

std::vector<Tensor> ConcatenationNode::backward(const Tensor& d, const Tensor& /*rows*/) {
    std::vector<Tensor> parts;
    std::int64_t begin = 0;
    for (const std::int64_t channels : channels_) {
        parts.push_back(channels_last(d.slice(1, begin, begin + channels)));
        begin += channels;
    }
    return parts;
}

Tensor ConcatenationNode::tangent_forward(const std::vector<Tensor>& dx) {
    const auto known =
        std::find_if(dx.begin(), dx.end(), [](const Tensor& each) { return each.defined(); });
    if (known == dx.end())
        return {};
    std::vector<Tensor> parts;
    for (std::size_t i = 0; i < dx.size(); ++i)
        parts.push_back(dx[i].defined() ? dx[i]
                                        : torch::zeros({known->size(0), channels_[i],
                                                        known->size(2), known->size(3)},
                                                       known->options()));
    return channels_last(torch::cat(parts, 1));
}

std::vector<Tensor> ConcatenationNode::tangent_backward(const Tensor& /*d*/, const Tensor& dd) {
    return dd.defined() ? backward(dd, {}) : std::vector<Tensor>(channels_.size());
}

} // namespace thaw
