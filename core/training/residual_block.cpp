#include "core/training/residual_block.h"

#include <torch/torch.h>

namespace thaw {

ResidualBlock::ResidualBlock(std::shared_ptr<Chain> residual, std::shared_ptr<Chain> shortcut)
    : residual_(register_module("residual", std::move(residual))), shortcut_(std::move(shortcut)) {
    if (shortcut_)
        register_module("shortcut", shortcut_);
}

torch::Tensor ResidualBlock::forward(const torch::Tensor& x) {
    return torch::relu(residual_->forward(x) + (shortcut_ ? shortcut_->forward(x) : x));
}

} // namespace thaw
