#include "core/training/convolution.h"

#include <torch/torch.h>

#include <array>
#include <tuple>

namespace thaw {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Geometry {
    std::int64_t stride, padding;

    static Geometry of(AutogradContext* context) {
        return {context->saved_data["stride"].toInt(), context->saved_data["padding"].toInt()};
    }
    void keep(AutogradContext* context) const {
        context->saved_data["stride"] = stride;
        context->saved_data["padding"] = padding;
    }
    Tensor forward(const Tensor& x, const Tensor& weight) const {
        return at::conv2d(x, weight, {}, {stride, stride}, {padding, padding});
    }
    // The gradients by x, weight and bias (those wanted) of an output whose gradient is g.
    std::tuple<Tensor, Tensor, Tensor> backward(const Tensor& g, const Tensor& x,
                                                const Tensor& weight,
                                                std::array<bool, 3> wanted) const {
        return convolution_gradients(g, x, weight, stride, padding, wanted);
    }
};

// (g, x, weight) -> the gradients by x and by weight, which are both bilinear.
class ConvolutionBackward : public torch::autograd::Function<ConvolutionBackward> {
  public:
    static variable_list forward(AutogradContext* context, const Tensor& g, const Tensor& x,
                                 const Tensor& weight, std::int64_t stride, std::int64_t padding) {
        const Geometry geometry{stride, padding};
        geometry.keep(context);
        context->set_materialize_grads(false);
        context->save_for_backward({g, x, weight});
        auto [by_x, by_weight, none] = geometry.backward(g, x, weight, {true, true, false});
        return {by_x, by_weight};
    }

    static variable_list backward(AutogradContext* context, const variable_list& directions) {
        const auto saved = context->get_saved_variables();
        const Tensor &g = saved[0], &x = saved[1], &weight = saved[2];
        const Tensor &along_x = directions[0], &along_weight = directions[1];
        const Geometry geometry = Geometry::of(context);
        Tensor by_g, by_x, by_weight;
        if (along_x.defined()) {
            by_g = geometry.forward(along_x, weight);
            by_weight = std::get<1>(geometry.backward(g, along_x, weight, {false, true, false}));
        }
        if (along_weight.defined()) {
            const Tensor more = geometry.forward(x, along_weight);
            by_g = by_g.defined() ? by_g + more : more;
            by_x = std::get<0>(geometry.backward(g, x, along_weight, {true, false, false}));
        }
        return {by_g, by_x, by_weight, Tensor(), Tensor()};
    }
};

class Convolution : public torch::autograd::Function<Convolution> {
  public:
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight,
                          const Tensor& bias, std::int64_t stride, std::int64_t padding) {
        Geometry{stride, padding}.keep(context);
        context->saved_data["bias"] = bias.defined();
        context->save_for_backward({x, weight});
        return at::conv2d(x, weight, bias, {stride, stride}, {padding, padding});
    }
    // LibTorch takes no undefined tensor here.
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight,
                          std::int64_t stride, std::int64_t padding) {
        return forward(context, x, weight, Tensor(), stride, padding);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &g = gradients[0], &x = saved[0], &weight = saved[1];
        const Geometry geometry = Geometry::of(context);
        const bool has_bias = context->saved_data["bias"].toBool();
        const bool for_bias = has_bias && context->needs_input_grad(2);
        Tensor by_x, by_weight, by_bias;
        if (torch::GradMode::is_enabled()) { // the caller will differentiate again
            auto both = ConvolutionBackward::apply(g, x, weight, geometry.stride, geometry.padding);
            by_x = both[0];
            by_weight = both[1];
            if (for_bias)
                by_bias = g.sum({0, 2, 3});
        } else {
            std::tie(by_x, by_weight, by_bias) = geometry.backward(
                g, x, weight,
                {context->needs_input_grad(0), context->needs_input_grad(1), for_bias});
        }
        variable_list by_inputs = {by_x, by_weight};
        if (has_bias)
            by_inputs.push_back(by_bias);
        by_inputs.resize(by_inputs.size() + 2); // stride and padding have none
        return by_inputs;
    }
};

std::tuple<Tensor, Tensor, Tensor> librarys_gradients(const Tensor& g, const Tensor& x,
                                                      const Tensor& weight, std::int64_t stride,
                                                      std::int64_t padding,
                                                      std::array<bool, 3> wanted) {
    const std::array<std::int64_t, 1> bias_sizes = {weight.size(0)};
    const std::array<std::int64_t, 2> strides = {stride, stride}, paddings = {padding, padding};
    const std::array<std::int64_t, 2> ones = {1, 1}, zeros = {0, 0};
    return at::convolution_backward(g, x, weight, at::IntArrayRef(bias_sizes), strides, paddings,
                                    ones, false, zeros, 1, wanted);
}

} // namespace

std::tuple<Tensor, Tensor, Tensor> convolution_gradients(const Tensor& g, const Tensor& x,
                                                         const Tensor& weight, std::int64_t stride,
                                                         std::int64_t padding,
                                                         std::array<bool, 3> wanted) {
    const bool skips_pixels = weight.size(2) == 1 && stride > 1 && padding == 0;
    if (!skips_pixels || !wanted[1])
        return librarys_gradients(g, x, weight, stride, padding, wanted);
    // oneDNN 3.7's weight gradient of a 1 x 1 convolution with a stride writes outside its memory
    // (AVX-512, channels last, channels that fill no vector): it gets the pixels that are looked
    // at, which is the same sum.
    const Tensor seen = x.slice(2, 0, c10::nullopt, stride)
                            .slice(3, 0, c10::nullopt, stride)
                            .contiguous(x.suggest_memory_format());
    auto all = librarys_gradients(g, seen, weight, 1, 0, {false, true, wanted[2]});
    if (wanted[0])
        std::get<0>(all) =
            std::get<0>(librarys_gradients(g, x, weight, stride, padding, {true, false, false}));
    return all;
}

Tensor convolution(const Tensor& x, const Tensor& weight, const Tensor& bias, std::int64_t stride,
                   std::int64_t padding) {
    const bool differentiable =
        torch::GradMode::is_enabled() &&
        (x.requires_grad() || weight.requires_grad() || (bias.defined() && bias.requires_grad()));
    if (!differentiable)
        return at::conv2d(x, weight, bias, {stride, stride}, {padding, padding});
    return bias.defined() ? Convolution::apply(x, weight, bias, stride, padding)
                          : Convolution::apply(x, weight, stride, padding);
}

} // namespace thaw
