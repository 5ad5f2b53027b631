// Values side by side as channels.
#pragma once

#include "core/training/engine/node.h"

namespace thaw {

class ConcatenationNode final : public Node {
  public:
    torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) override;
    std::vector<torch::Tensor> backward(const torch::Tensor& d, const torch::Tensor& rows) override;
    torch::Tensor tangent_forward(const std::vector<torch::Tensor>& dx) override;
    std::vector<torch::Tensor> tangent_backward(const torch::Tensor& d,
                                                const torch::Tensor& dd) override;

  private:
    std::vector<std::int64_t> channels_; // of each input
};

} // namespace thaw
