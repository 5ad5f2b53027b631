// Every so many pixels, channels of zeros around them: see subsample.h.
#pragma once

#include "core/training/engine/node.h"
#include "core/training/operation.h"

namespace thaw {

class SubsampleNode final : public Node {
  public:
    explicit SubsampleNode(const SubsampleOperation& operation) : operation_(operation) {}
    torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) override;
    std::vector<torch::Tensor> backward(const torch::Tensor& d, const torch::Tensor& rows) override;
    torch::Tensor tangent_forward(const std::vector<torch::Tensor>& dx) override;
    std::vector<torch::Tensor> tangent_backward(const torch::Tensor& d,
                                                const torch::Tensor& dd) override;

  private:
    SubsampleOperation operation_;
    std::int64_t height_ = 0, width_ = 0;
};

} // namespace thaw
