// A linear layer.
#pragma once

#include "core/training/engine/node.h"

namespace thaw {

class LinearNode final : public Node {
  public:
    // Where weight and bias stand in the network's order.
    LinearNode(std::size_t weight, std::size_t bias) : weight_(weight), bias_(bias) {}

    void take(const Weights& weights) override;
    torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) override;
    void forget() override { x_ = torch::Tensor(); }
    std::vector<torch::Tensor> backward(const torch::Tensor& d, const torch::Tensor& rows) override;
    void add_squared_norms(const torch::Tensor& d, const torch::Tensor& rows,
                           double* norms) override;
    void gradient(const torch::Tensor& d, std::int64_t begin, std::int64_t end, Weights& into,
                  bool remember) override;
    void take_direction(const Weights& direction) override;
    torch::Tensor tangent_forward(const std::vector<torch::Tensor>& dx) override;
    std::vector<torch::Tensor> tangent_backward(const torch::Tensor& d,
                                                const torch::Tensor& dd) override;
    void tangent_gradient(const torch::Tensor& d, const torch::Tensor& dd, Weights& into) override;

    // |x|^2 + 1 of each example of the last pass that was kept, float64 [n]: what multiplies |d|^2.
    torch::Tensor input_factors() const;

  private:
    std::size_t weight_, bias_;
    torch::Tensor w_, b_, x_;
    torch::Tensor dw_, db_, dx_; // the direction
};

} // namespace thaw
