// relu(residual(x) + shortcut(x)), the building block of He et al. 2016 (arXiv 1512.03385).
#pragma once

#include "core/training/chain.h"

#include <memory>

namespace thaw {

class ResidualBlock : public Block {
  public:
    // `shortcut` may be null: x itself. Registered under these two names.
    ResidualBlock(std::shared_ptr<Chain> residual, std::shared_ptr<Chain> shortcut);
    torch::Tensor forward(const torch::Tensor& x) override;

    const Chain& residual() const { return *residual_; }
    const Chain* shortcut() const { return shortcut_.get(); }

  private:
    std::shared_ptr<Chain> residual_, shortcut_;
};

} // namespace thaw
