// A convolution, with the BatchNorm layer behind it folded in where there is one.
#pragma once

#include "core/training/engine/kernels/direct_convolution.h"
#include "core/training/engine/node.h"
#include "core/training/layers.h"

#include <optional>

namespace thaw {

// In eval mode BatchNorm is linear: the two together are a convolution with w' = s w and
// b' = beta + s (b - mean), where s = gamma / sqrt(var + eps). Everything follows from the gradient
// d by its output.
class ConvolutionNode final : public Node {
  public:
    // Where its parameters stand in the network's order.
    struct Places {
        std::size_t weight = 0;
        std::optional<std::size_t> bias, gamma, beta;
    };
    // `norm` may be null. Both layers must outlive it.
    ConvolutionNode(const Conv2d& convolution, const BatchNorm2d* norm, Places places);

    void take(const Weights& weights) override;
    torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) override;
    bool cuts_itself() const override { return direct_; }
    bool needs_output() const override { return by_pixels_; }
    void hold_output(const torch::Tensor& y) override { y_ = y; }
    void forget() override { x_ = y_ = torch::Tensor(); }
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

  private:
    kernels::ConvolutionShape shape_of(const torch::Tensor& x) const;
    bool pack(); // for direct(); false: it would give other numbers
    torch::Tensor direct(const torch::Tensor& images) const;
    torch::Tensor run(const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b) const;
    torch::Tensor back(const torch::Tensor& d, const torch::Tensor& w) const;
    torch::Tensor by_weight(const torch::Tensor& d, const torch::Tensor& x) const;
    void prepare_norms();

    const Conv2d& convolution_;
    const BatchNorm2d* norm_;
    Places places_;
    torch::Tensor w_, b_;             // the parameters; b_ is 0 or undefined where there is none
    torch::Tensor scale_, deviation_; // s and 1 / sqrt(var + eps); undefined without BatchNorm
    torch::Tensor offset_;            // b - mean
    torch::Tensor folded_w_, folded_b_;
    torch::Tensor x_, y_; // of the last pass
    bool by_pixels_ = false, norms_ready_ = false, direct_ = false, finite_ = true;
    std::vector<float> packed_, packed_bias_; // folded, for direct(); empty: not made yet
    kernels::ConvolutionShape shape_;
    kernels::ConvolutionWeights norm_weights_;
    torch::Tensor by_folded_w_, by_folded_b_;                     // the last gradient
    torch::Tensor dw_, db_, dscale_, dfolded_w_, dfolded_b_, dx_; // the direction
};

} // namespace thaw
