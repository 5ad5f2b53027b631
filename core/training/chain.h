// Layers, smaller blocks and steps without parameters in a row.
#pragma once

#include "core/training/network.h"
#include "core/training/step.h"

#include <memory>
#include <string>
#include <vector>

namespace thaw {

// chain->add("conv", ...).relu().max_pool(2); steps run in the order in which they were added.
class Chain : public Block {
  public:
    torch::Tensor forward(const torch::Tensor& x) override;

    Chain& add(const std::string& name, const std::shared_ptr<Layer>& layer);
    Chain& add(const std::string& name, const std::shared_ptr<Block>& block);
    Chain& relu();
    Chain& max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding = 0);
    Chain& average_pool();              // [n, c, h, w] -> [n, c]: mean over all pixels
    Chain& flatten();                   // [n, ...] -> [n, features]
    Chain& dropout(double probability); // in train mode only

    const std::vector<Step>& steps() const { return steps_; }

  private:
    std::vector<Step> steps_;
};

} // namespace thaw
