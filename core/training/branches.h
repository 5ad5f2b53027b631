// Several chains that take the same input; their outputs stand side by side as channels.
#pragma once

#include "core/training/chain.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace thaw {

class Branches : public Block {
  public:
    // Registered under their names, concatenated in this order. REQUIRES: at least one.
    explicit Branches(std::vector<std::pair<std::string, std::shared_ptr<Chain>>> branches);
    torch::Tensor forward(const torch::Tensor& x) override;

    const std::vector<std::shared_ptr<Chain>>& branches() const { return branches_; }

  private:
    std::vector<std::shared_ptr<Chain>> branches_;
};

} // namespace thaw
