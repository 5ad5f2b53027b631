#include "core/training/chain.h"

#include "core/training/max_pool.h"

#include <torch/torch.h>

namespace thaw {

namespace {

struct Run {
    const torch::Tensor& x;
    bool training;

    torch::Tensor operator()(const LayerStep& step) const { return step.layer->forward(x); }
    torch::Tensor operator()(const BlockStep& step) const { return step.block->forward(x); }
    torch::Tensor operator()(const ReluStep& /*step*/) const { return torch::relu(x); }
    torch::Tensor operator()(const MaxPoolStep& step) const {
        return max_pool(x, step.kernel, step.stride, step.padding);
    }
    torch::Tensor operator()(const AveragePoolStep& /*step*/) const { return x.mean({2, 3}); }
    torch::Tensor operator()(const FlattenStep& /*step*/) const { return x.flatten(1); }
    torch::Tensor operator()(const DropoutStep& step) const {
        return torch::dropout(x, step.probability, training);
    }
};

} // namespace

torch::Tensor Chain::forward(const torch::Tensor& x) {
    torch::Tensor y = x;
    for (const auto& step : steps_)
        y = std::visit(Run{y, is_training()}, step);
    return y;
}

Chain& Chain::add(const std::string& name, const std::shared_ptr<Layer>& layer) {
    steps_.emplace_back(LayerStep{register_module(name, layer)});
    return *this;
}

Chain& Chain::add(const std::string& name, const std::shared_ptr<Block>& block) {
    steps_.emplace_back(BlockStep{register_module(name, block)});
    return *this;
}

Chain& Chain::relu() {
    steps_.emplace_back(ReluStep{});
    return *this;
}

Chain& Chain::max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
    steps_.emplace_back(MaxPoolStep{kernel, stride, padding});
    return *this;
}

Chain& Chain::average_pool() {
    steps_.emplace_back(AveragePoolStep{});
    return *this;
}

Chain& Chain::flatten() {
    steps_.emplace_back(FlattenStep{});
    return *this;
}

Chain& Chain::dropout(double probability) {
    steps_.emplace_back(DropoutStep{probability});
    return *this;
}

} // namespace thaw
