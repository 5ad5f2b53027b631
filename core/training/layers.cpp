#include "core/training/layers.h"

#include "core/training/batch_norm.h"
#include "core/training/convolution.h"
#include "core/training/parallel.h"
#include "core/training/undrawn_weights.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

constexpr double batch_norm_momentum = 0.1;

thread_local int undrawn = 0; // UndrawnWeights on this thread

// PyTorch's default: weight and bias uniform in +-1/sqrt(fan_in).
void initialise_uniform(torch::Tensor& weight, torch::Tensor& bias) {
    if (UndrawnWeights::wanted())
        return;
    const torch::NoGradGuard no_grad;
    const double bound = 1 / std::sqrt(static_cast<double>(weight.numel() / weight.size(0)));
    weight.uniform_(-bound, bound);
    if (bias.defined())
        bias.uniform_(-bound, bound);
}

// Unfolded inputs of a chunk of examples take about this many numbers: 1 MiB of float32, so that
// they are still in the cache when they are multiplied.
constexpr std::int64_t unfolded_limit = std::int64_t{1} << 18;

} // namespace

UndrawnWeights::UndrawnWeights() {
    ++undrawn;
}

UndrawnWeights::~UndrawnWeights() {
    --undrawn;
}

bool UndrawnWeights::wanted() {
    return undrawn > 0;
}

Conv2d::Conv2d(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
               std::int64_t padding, bool bias)
    : kernel_(kernel), stride_(stride), padding_(padding) {
    weight_ = register_parameter("weight", torch::empty({out, in, kernel, kernel}));
    if (bias)
        bias_ = register_parameter("bias", torch::empty({out}));
    initialise_uniform(weight_, bias_);
}

void Conv2d::initialise_he() {
    if (UndrawnWeights::wanted())
        return;
    torch::nn::init::kaiming_normal_(weight_, 0, torch::kFanOut, torch::kReLU);
    if (bias_.defined())
        torch::nn::init::zeros_(bias_);
}

torch::Tensor Conv2d::compute(const torch::Tensor& x) {
    return convolution(x, weight_, bias_, stride_, padding_);
}

// The gradient by the weights is G A^T with G [out, t] the gradient at the t output pixels and
// A [k, t] the unfolded input. Its squared norm is also <A^T A, G^T G>, which is cheaper where
// there are few pixels and many channels.
torch::Tensor Conv2d::squared_gradient_norms(const torch::Tensor& input,
                                             const torch::Tensor& gradient) const {
    const std::int64_t n = input.size(0);
    const std::int64_t out = weight_.size(0);
    const std::int64_t k = weight_.numel() / out;
    const std::int64_t pixels = gradient.size(2) * gradient.size(3);
    const bool by_pixels = pixels * (k + out) < k * out;
    const std::int64_t chunk = std::max<std::int64_t>(1, unfolded_limit / (k * pixels));

    const torch::Tensor g = gradient.reshape({n, out, pixels});
    torch::Tensor norms = torch::empty({n}, gradient.options());
    const auto fill = [&](std::int64_t from, std::int64_t to) {
        const torch::NoGradGuard no_grad; // grad mode is a thread's own
        for (std::int64_t begin = from; begin < to; begin += chunk) {
            const std::int64_t end = std::min(to, begin + chunk);
            const torch::Tensor a = torch::im2col(input.slice(0, begin, end), {kernel_, kernel_},
                                                  {1, 1}, {padding_, padding_}, {stride_, stride_});
            const torch::Tensor part = g.slice(0, begin, end);
            const torch::Tensor into = norms.slice(0, begin, end);
            if (by_pixels) // rounding could leave a tiny negative number
                into.copy_((torch::bmm(a.transpose(1, 2), a) * part.transpose(1, 2).bmm(part))
                               .sum({1, 2})
                               .clamp_min(0));
            else
                into.copy_(torch::bmm(part, a.transpose(1, 2)).square().sum({1, 2}));
        }
    };
    // LibTorch unfolds and multiplies one example after the other: let every core take some.
    in_parallel(n, input.is_cuda() ? n : 1, fill);
    if (bias_.defined())
        norms += g.sum(2).square().sum(1);
    return norms;
}

Linear::Linear(std::int64_t in, std::int64_t out) {
    weight_ = register_parameter("weight", torch::empty({out, in}));
    bias_ = register_parameter("bias", torch::empty({out}));
    initialise_uniform(weight_, bias_);
}

torch::Tensor Linear::compute(const torch::Tensor& x) {
    return torch::linear(x, weight_, bias_);
}

// The gradient is the outer product of g and (a, 1) (Goodfellow 2015, section 4).
torch::Tensor Linear::squared_gradient_norms(const torch::Tensor& input,
                                             const torch::Tensor& gradient) const {
    return gradient.square().sum(1) * (input.square().sum(1) + 1);
}

BatchNorm2d::BatchNorm2d(std::int64_t channels) {
    weight_ = register_parameter("weight", torch::ones({channels}));
    bias_ = register_parameter("bias", torch::zeros({channels}));
    running_mean_ = register_buffer("running_mean", torch::zeros({channels}));
    running_var_ = register_buffer("running_var", torch::ones({channels}));
    num_batches_tracked_ = register_buffer("num_batches_tracked", torch::zeros({}, torch::kLong));
}

torch::Tensor BatchNorm2d::compute(const torch::Tensor& x) {
    if (!is_training())
        return torch::batch_norm(x, weight_, bias_, running_mean_, running_var_, false,
                                 batch_norm_momentum, eps, true);
    num_batches_tracked_ += 1;
    return train_batch_norm(x, weight_, bias_, running_mean_, running_var_, batch_norm_momentum,
                            eps);
}

torch::Tensor BatchNorm2d::squared_gradient_norms(const torch::Tensor& input,
                                                  const torch::Tensor& gradient) const {
    const torch::Tensor by_bias = gradient.sum({2, 3}); // [n, channels]
    const torch::Tensor by_input = (gradient * input).sum({2, 3});
    const torch::Tensor by_weight =
        (by_input - by_bias * running_mean_) * (running_var_ + eps).rsqrt();
    return (by_weight.square() + by_bias.square()).sum(1);
}

} // namespace thaw
