#include "core/training/batch_norm.h"

#include "core/training/channels_last.h"
#include "core/training/parallel.h"

#include <torch/torch.h>

#include <algorithm>
#include <vector>

namespace thaw {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Adds (pixel - centre), squared or not, of `count` pixels to `totals`: few in float32, then in
// float64.
template <bool squared>
void add_pixels(const float* pixels, std::int64_t count, const float* centre, double* totals,
                std::vector<float>& few) {
    constexpr std::int64_t at_once = 32;
    const auto channels = static_cast<std::int64_t>(few.size());
    float* sums = few.data();
    for (std::int64_t begin = 0; begin < count; begin += at_once) {
        std::fill(few.begin(), few.end(), 0.0F);
        const std::int64_t end = std::min(count, begin + at_once);
        for (std::int64_t i = begin; i < end; ++i)
            for (std::int64_t c = 0; c < channels; ++c) {
                const float off = pixels[i * channels + c] - centre[c];
                sums[c] += squared ? off * off : off;
            }
        for (std::int64_t c = 0; c < channels; ++c)
            totals[c] += static_cast<double>(sums[c]);
    }
}

// Mean over all pixels of (pixel - centre), squared or not: float64 [c].
template <bool squared>
Tensor mean_of(const Tensor& images, const Tensor& centre) {
    const std::int64_t n = images.size(0), channels = images.size(1);
    const std::int64_t pixels = images.size(2) * images.size(3);
    Tensor totals = torch::zeros({n, channels}, torch::kDouble); // of each image
    const float* source = images.data_ptr<float>();
    const float* middle = centre.data_ptr<float>();
    double* target = totals.data_ptr<double>();
    in_parallel(n, 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> few(static_cast<std::size_t>(channels));
        for (std::int64_t i = begin; i < end; ++i)
            add_pixels<squared>(source + i * pixels * channels, pixels, middle,
                                target + i * channels, few);
    });
    return totals.sum(0) / static_cast<double>(n * pixels);
}

class Normalise : public torch::autograd::Function<Normalise> {
  public:
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight,
                          const Tensor& bias, const Tensor& mean, const Tensor& variance,
                          double eps) {
        const Tensor mean32 = mean.to(torch::kFloat);
        context->save_for_backward({x, weight, mean32, (variance + eps).rsqrt().to(torch::kFloat)});
        context->saved_data["eps"] = eps;
        return torch::batch_norm(x, weight, bias, mean32, variance.to(torch::kFloat), false, 0, eps,
                                 true);
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const auto [dx, dweight, dbias] = at::native_batch_norm_backward(
            gradients[0], saved[0], saved[1], {}, {}, saved[2], saved[3], true,
            context->saved_data["eps"].toDouble(), {true, true, true});
        return {dx, dweight, dbias, Tensor(), Tensor(), Tensor()};
    }
};

} // namespace

std::pair<Tensor, Tensor> channel_statistics(const Tensor& x) {
    const torch::NoGradGuard no_grad;
    const Tensor images = channels_last(x.detach());
    const Tensor mean = mean_of<false>(images, torch::zeros({x.size(1)}));
    const Tensor middle = mean.to(torch::kFloat);
    const Tensor rest = mean - middle.to(torch::kDouble); // of the mean that float32 leaves out
    return {mean, mean_of<true>(images, middle) - rest.square()};
}

Tensor train_batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias,
                        Tensor& running_mean, Tensor& running_var, double momentum, double eps) {
    if (x.scalar_type() != torch::kFloat || !x.is_cpu() || x.dim() != 4)
        return torch::batch_norm(x, weight, bias, running_mean, running_var, true, momentum, eps,
                                 true);
    const auto [mean, variance] = channel_statistics(x);
    const auto count = static_cast<double>(x.numel() / x.size(1));
    {
        const torch::NoGradGuard no_grad;
        running_mean.mul_(1 - momentum).add_(mean.to(torch::kFloat), momentum);
        running_var.mul_(1 - momentum)
            .add_((variance * (count / (count - 1))).to(torch::kFloat), momentum);
    }
    return Normalise::apply(x, weight, bias, mean, variance, eps);
}

} // namespace thaw
