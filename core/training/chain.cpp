#include "core/training/chain.h"

#include <torch/torch.h>

namespace thaw {

torch::Tensor Chain::forward(const torch::Tensor& x) {
    torch::Tensor y = x;
    for (const auto& step : steps_)
        y = step(y);
    return y;
}

Chain& Chain::add(const std::string& name, const std::shared_ptr<Layer>& layer) {
    register_module(name, layer);
    steps_.emplace_back([layer](const torch::Tensor& x) { return layer->forward(x); });
    return *this;
}

Chain& Chain::add(const std::string& name, const std::shared_ptr<Block>& block) {
    register_module(name, block);
    steps_.emplace_back([block](const torch::Tensor& x) { return block->forward(x); });
    return *this;
}

Chain& Chain::relu() {
    steps_.emplace_back([](const torch::Tensor& x) { return torch::relu(x); });
    return *this;
}

Chain& Chain::max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
    steps_.emplace_back([kernel, stride, padding](const torch::Tensor& x) {
        return torch::max_pool2d(x, kernel, stride, padding);
    });
    return *this;
}

Chain& Chain::average_pool() {
    steps_.emplace_back([](const torch::Tensor& x) { return x.mean({2, 3}); });
    return *this;
}

Chain& Chain::flatten() {
    steps_.emplace_back([](const torch::Tensor& x) { return x.flatten(1); });
    return *this;
}

Chain& Chain::dropout(double probability) {
    steps_.emplace_back([this, probability](const torch::Tensor& x) {
        return torch::dropout(x, probability, is_training());
    });
    return *this;
}

} // namespace thaw
