// Layers, smaller blocks and steps without parameters in a row.
#pragma once

#include "core/training/network.h"
#include "core/training/step.h"

#include <memory>
#include <string>
#include <vector>

namespace thaw {

// chain->add("conv", ...).max_pool(2, 2).relu(); steps run in the order in which they were added.
class Chain : public Block {
  public:
    torch::Tensor forward(const torch::Tensor& x) override;

    Chain& add(const std::string& name, const std::shared_ptr<Layer>& layer);
    Chain& add(const std::string& name, const std::shared_ptr<Block>& block);
    Chain& relu();
    // The same numbers, forward and backward, before a relu as after it, and a relu of fewer.
    Chain& max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding = 0);
    Chain& average_pool();              // [n, c, h, w] -> [n, c]: mean over all pixels
    Chain& flatten();                   // [n, ...] -> [n, features]
    Chain& dropout(double probability); // in train mode only

    const std::vector<Step>& steps() const { return steps_; }

  private:
    std::vector<Step> steps_;
};

} // namespace thaw
