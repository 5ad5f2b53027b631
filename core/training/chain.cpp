#include "core/training/chain.h"

#include "core/training/max_pool.h"
#include "core/training/subsample.h"

#include <torch/torch.h>

namespace thaw {

namespace {

struct Run {
    const torch::Tensor& x;
    bool training;

    torch::Tensor operator()(const LayerOperation& operation) const {
        return operation.layer->forward(x);
    }
    torch::Tensor operator()(const BlockOperation& operation) const {
        return operation.block->forward(x);
    }
    torch::Tensor operator()(const ReluOperation& /*operation*/) const { return torch::relu(x); }
    torch::Tensor operator()(const MaxPoolOperation& operation) const {
        return max_pool(x, operation.kernel, operation.stride, operation.padding, operation.ceil);
    }
    torch::Tensor operator()(const AveragePoolOperation& /*operation*/) const {
        return x.mean({2, 3});
    }
    torch::Tensor operator()(const FlattenOperation& /*operation*/) const { return x.flatten(1); }
    torch::Tensor operator()(const SubsampleOperation& operation) const {
        return subsampled(x, operation);
    }
    torch::Tensor operator()(const DropoutOperation& operation) const {
        return torch::dropout(x, operation.probability, training);
    }
};

} // namespace

torch::Tensor Chain::forward(const torch::Tensor& x) {
    torch::Tensor y = x;
    for (const auto& operation : operations_)
        y = std::visit(Run{y, is_training()}, operation);
    return y;
}

Chain& Chain::add(const std::string& name, const std::shared_ptr<Layer>& layer) {
    operations_.emplace_back(LayerOperation{register_module(name, layer)});
    return *this;
}

Chain& Chain::add(const std::string& name, const std::shared_ptr<Block>& block) {
    operations_.emplace_back(BlockOperation{register_module(name, block)});
    return *this;
}

Chain& Chain::relu() {
    operations_.emplace_back(ReluOperation{});
    return *this;
}

Chain& Chain::max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding, bool ceil) {
    operations_.emplace_back(MaxPoolOperation{kernel, stride, padding, ceil});
    return *this;
}

Chain& Chain::subsample(std::int64_t stride, std::int64_t before, std::int64_t behind) {
    operations_.emplace_back(SubsampleOperation{stride, before, behind});
    return *this;
}

Chain& Chain::average_pool() {
    operations_.emplace_back(AveragePoolOperation{});
    return *this;
}

Chain& Chain::flatten() {
    operations_.emplace_back(FlattenOperation{});
    return *this;
}

Chain& Chain::dropout(double probability) {
    operations_.emplace_back(DropoutOperation{probability});
    return *this;
}

} // namespace thaw
