// Max pooling, the mean over all pixels, and flattening: no parameters.
#pragma once

#include "core/training/engine/node.h"
#include "core/training/max_pool.h"
#include "core/training/operation.h"

namespace thaw {

class MaxPoolNode final : public Node {
  public:
    explicit MaxPoolNode(const MaxPoolOperation& pool)
        : pooling_(pool.kernel, pool.stride, pool.padding, pool.ceil) {}
    torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) override;
    void forget() override { from_ = torch::Tensor(); }
    std::vector<torch::Tensor> backward(const torch::Tensor& d, const torch::Tensor& rows) override;
    torch::Tensor tangent_forward(const std::vector<torch::Tensor>& dx) override;
    std::vector<torch::Tensor> tangent_backward(const torch::Tensor& d,
                                                const torch::Tensor& dd) override;

  private:
    MaxPooling pooling_;
    torch::Tensor from_;
    std::int64_t height_ = 0, width_ = 0;
};

class AveragePoolNode final : public Node {
  public:
    torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) override;
    std::vector<torch::Tensor> backward(const torch::Tensor& d, const torch::Tensor& rows) override;
    torch::Tensor tangent_forward(const std::vector<torch::Tensor>& dx) override;
    std::vector<torch::Tensor> tangent_backward(const torch::Tensor& d,
                                                const torch::Tensor& dd) override;

  private:
    std::int64_t height_ = 0, width_ = 0;
};

class FlattenNode final : public Node {
  public:
    torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) override;
    std::vector<torch::Tensor> backward(const torch::Tensor& d, const torch::Tensor& rows) override;
    torch::Tensor tangent_forward(const std::vector<torch::Tensor>& dx) override;
    std::vector<torch::Tensor> tangent_backward(const torch::Tensor& d,
                                                const torch::Tensor& dd) override;

  private:
    std::vector<std::int64_t> sizes_; // of one example
};

} // namespace thaw
