// The layers that networks are built of: PyTorch's, plus a tape for per-example quantities.
//
// A tape sees each layer's input and output in one forward pass. With the gradient of the loss by
// each output, that is all that per-example gradients of the layer's parameters need
// (Goodfellow 2015, arXiv 1510.01799; Rochette et al. 2019, arXiv 1912.06015).
// Names and initial values of parameters are PyTorch's.
#pragma once

#include <torch/nn.h>

#include <vector>

namespace thaw {

class Layer;

class Tape {
  public:
    struct Entry {
        Layer* layer;
        torch::Tensor input;
        torch::Tensor output;
    };
    void record(Layer* layer, const torch::Tensor& input, const torch::Tensor& output) {
        entries_.push_back({layer, input, output});
    }
    const std::vector<Entry>& entries() const { return entries_; }

  private:
    std::vector<Entry> entries_;
};

// A layer with parameters. What follows it must not change its output in place: a tape keeps it.
class Layer : public torch::nn::Module {
  public:
    torch::Tensor forward(const torch::Tensor& x) {
        torch::Tensor y = compute(x);
        if (tape_ != nullptr)
            tape_->record(this, x, y);
        return y;
    }
    // Squared L2 norm of every example's gradient by this layer's parameters: [n].
    // `gradient` [n, ...] is the gradient of example n's loss by this layer's output. BatchNorm
    // must be in eval mode: in train mode examples are not independent.
    virtual torch::Tensor squared_gradient_norms(const torch::Tensor& input,
                                                 const torch::Tensor& gradient) const = 0;
    // Records every later forward pass there; null: nowhere.
    void attach(Tape* tape) { tape_ = tape; }

  protected:
    virtual torch::Tensor compute(const torch::Tensor& x) = 0;

  private:
    Tape* tape_ = nullptr;
};

// [n, in, h, w] -> [n, out, h', w'], square kernels.
class Conv2d : public Layer {
  public:
    Conv2d(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
           std::int64_t padding, bool bias);
    // Draws the weights anew from N(0, 2 / fan_out) and sets the bias to 0 (He et al. 2015,
    // arXiv 1502.01852, eq. 14: the variance is kept on the way back).
    void initialise_he();
    const torch::Tensor& weight() const { return weight_; }
    const torch::Tensor& bias() const { return bias_; } // undefined where there is none
    std::int64_t kernel() const { return kernel_; }
    std::int64_t stride() const { return stride_; }
    std::int64_t padding() const { return padding_; }
    torch::Tensor squared_gradient_norms(const torch::Tensor& input,
                                         const torch::Tensor& gradient) const override;

  protected:
    torch::Tensor compute(const torch::Tensor& x) override;

  private:
    std::int64_t kernel_, stride_, padding_;
    torch::Tensor weight_, bias_;
};

// [n, in] -> [n, out]
class Linear : public Layer {
  public:
    Linear(std::int64_t in, std::int64_t out);
    const torch::Tensor& weight() const { return weight_; }
    const torch::Tensor& bias() const { return bias_; }
    torch::Tensor squared_gradient_norms(const torch::Tensor& input,
                                         const torch::Tensor& gradient) const override;

  protected:
    torch::Tensor compute(const torch::Tensor& x) override;

  private:
    torch::Tensor weight_, bias_;
};

// Over the channels of [n, channels, h, w]; eps 1e-5, momentum 0.1.
class BatchNorm2d : public Layer {
  public:
    static constexpr double eps = 1e-5;
    explicit BatchNorm2d(std::int64_t channels);
    const torch::Tensor& weight() const { return weight_; }
    const torch::Tensor& bias() const { return bias_; }
    const torch::Tensor& running_mean() const { return running_mean_; }
    const torch::Tensor& running_var() const { return running_var_; }
    torch::Tensor squared_gradient_norms(const torch::Tensor& input,
                                         const torch::Tensor& gradient) const override;

  protected:
    torch::Tensor compute(const torch::Tensor& x) override;

  private:
    torch::Tensor weight_, bias_, running_mean_, running_var_, num_batches_tracked_;
};

} // namespace thaw
