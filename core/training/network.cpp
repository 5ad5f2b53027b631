#include "core/training/network.h"

#include "core/training/channels_last.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>

namespace thaw {

void Network::append(const std::string& name, std::shared_ptr<Block> block) {
    register_module(name, block);
    names_.push_back(name);
    blocks_.push_back(std::move(block));
}

torch::Tensor Network::forward(const torch::Tensor& x, std::size_t first, std::size_t last) {
    torch::Tensor y = first == 0 ? channels_last(x) : x;
    for (std::size_t i = first; i < last; ++i)
        y = blocks_[i]->forward(y);
    return y;
}

std::vector<torch::Tensor> Network::block_parameters(std::size_t index) const {
    return blocks_.at(index)->parameters();
}

std::vector<torch::Tensor> Network::all_parameters() const {
    std::vector<torch::Tensor> all;
    for (const auto& block : blocks_)
        for (const auto& parameter : block->parameters())
            all.push_back(parameter);
    return all;
}

std::vector<Layer*> Network::layers(std::size_t index) const {
    std::vector<Layer*> found;
    for (const auto& module : blocks_.at(index)->modules())
        if (auto* layer = dynamic_cast<Layer*>(module.get()))
            found.push_back(layer);
    return found;
}

void Network::set_trainable(const std::vector<bool>& blocks) {
    if (blocks.size() != size())
        throw std::logic_error("one flag a block");
    for (std::size_t i = 0; i < size(); ++i)
        for (auto& parameter : block_parameters(i))
            parameter.set_requires_grad(blocks[i]);
}

std::vector<bool> Network::trainable() const {
    std::vector<bool> flags;
    for (const auto& block : blocks_) {
        const auto parameters = block->parameters();
        flags.push_back(std::any_of(parameters.begin(), parameters.end(),
                                    [](const auto& p) { return p.requires_grad(); }));
    }
    return flags;
}

} // namespace thaw
