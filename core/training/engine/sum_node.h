// The sum of two values, or one value alone, cut at 0 or not.
#pragma once

#include "core/training/engine/node.h"

namespace thaw {

class SumNode final : public Node {
  public:
    // REQUIRES: relu is set before the first pass.
    torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) override;
    bool cuts_itself() const override { return true; }
    std::vector<torch::Tensor> backward(const torch::Tensor& d, const torch::Tensor& rows) override;
    torch::Tensor tangent_forward(const std::vector<torch::Tensor>& dx) override;
    std::vector<torch::Tensor> tangent_backward(const torch::Tensor& d,
                                                const torch::Tensor& dd) override;

    // The node that made the first input, if this one alone takes it: where that node does not
    // look at its output again either, the sum is written over it.
    const Node* maker = nullptr;
};

} // namespace thaw
