// Layers, smaller blocks and steps without parameters in a row.
#pragma once

#include "core/training/network.h"
#include "core/training/operation.h"

#include <memory>
#include <string>
#include <vector>

namespace thaw {

// chain->add("conv", ...).max_pool(2, 2).relu(); operations run in the order in which they were
// added.
class Chain : public Block {
  public:
    torch::Tensor forward(const torch::Tensor& x) override;

    Chain& add(const std::string& name, const std::shared_ptr<Layer>& layer);
    Chain& add(const std::string& name, const std::shared_ptr<Block>& block);
    Chain& relu();
    // The same numbers, forward and backward, before a relu as after it, and a relu of fewer.
    // `ceil`: PyTorch's ceil_mode.
    Chain& max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding = 0,
                    bool ceil = false);
    // Every `stride`-th row and column; `before` and `behind` channels of zeros around them.
    Chain& subsample(std::int64_t stride, std::int64_t before, std::int64_t behind);
    Chain& average_pool();              // [n, c, h, w] -> [n, c]: mean over all pixels
    Chain& flatten();                   // [n, ...] -> [n, features]
    Chain& dropout(double probability); // in train mode only

    const std::vector<Operation>& operations() const { return operations_; }

  private:
    std::vector<Operation> operations_;
};

} // namespace thaw
