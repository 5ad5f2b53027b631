// PyTorch's 2-d max pooling, faster on CPUs for images whose channels lie side by side in memory:
// LibTorch's own takes a third of a small network's step there. Values and gradients are the same
// bits.
#pragma once

#include <torch/types.h>

namespace thaw {

// x [n, c, h, w] -> [n, c, h', w'], square windows; `ceil`: PyTorch's ceil_mode. May be
// differentiated twice. What the fast way
// does not cover (other types, other devices, windows above 15) goes LibTorch's.
torch::Tensor max_pool(const torch::Tensor& x, std::int64_t kernel, std::int64_t stride,
                       std::int64_t padding, bool ceil = false);

// The fast way alone. REQUIRES: float32 on the CPU.
class MaxPooling {
  public:
    MaxPooling(std::int64_t kernel, std::int64_t stride, std::int64_t padding, bool ceil = false)
        : kernel_(kernel), stride_(stride), padding_(padding), ceil_(ceil) {}
    // y, and of each of its numbers the pixel of the window that it came from (uint8).
    std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) const;
    // dy [rows, ...] -> dx [rows, c, h, w]. Row r was taken as `from`'s row rows[r]; undefined
    // `rows`: r itself.
    torch::Tensor scatter(const torch::Tensor& dy, const torch::Tensor& from,
                          const torch::Tensor& rows, std::int64_t height, std::int64_t width) const;
    // The numbers of x at the pixels that were taken.
    torch::Tensor gather(const torch::Tensor& x, const torch::Tensor& from) const;

  private:
    std::int64_t kernel_, stride_, padding_;
    bool ceil_;
};

} // namespace thaw
