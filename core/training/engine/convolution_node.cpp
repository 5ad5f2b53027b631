#include "core/training/engine/convolution_node.h"

#include "core/training/channels_last.h"
#include "core/training/convolution.h"
#include "core/training/parallel.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace thaw {

using torch::Tensor;

namespace {

Tensor by_output(const Tensor& of_outputs) {
    return of_outputs.view({-1, 1, 1, 1});
}

Tensor sum_over_pixels(const Tensor& d) {
    return d.sum({0, 2, 3});
}

// sum over everything but the outputs
Tensor product_by_output(const Tensor& a, const Tensor& b) {
    return (a * b).sum({1, 2, 3});
}

std::vector<float> numbers(const Tensor& tensor) {
    const Tensor flat = tensor.contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

} // namespace

ConvolutionNode::ConvolutionNode(const Conv2d& convolution, const BatchNorm2d* norm, Places places)
    : convolution_(convolution), norm_(norm), places_(places) {}

void ConvolutionNode::take(const Weights& weights) {
    norms_ready_ = false;
    packed_.clear();
    w_ = weights[places_.weight];
    b_ = places_.bias ? weights[*places_.bias] : Tensor();
    folded_w_ = w_;
    folded_b_ = b_;
    if (norm_ == nullptr)
        return;
    deviation_ = (norm_->running_var() + BatchNorm2d::eps).rsqrt();
    scale_ = weights[*places_.gamma] * deviation_;
    offset_ = b_.defined() ? b_ - norm_->running_mean() : -norm_->running_mean();
    folded_w_ = w_ * by_output(scale_);
    folded_b_ = torch::addcmul(weights[*places_.beta], scale_, offset_);
}

Tensor ConvolutionNode::run(const Tensor& x, const Tensor& w, const Tensor& b) const {
    const std::int64_t stride = convolution_.stride(), padding = convolution_.padding();
    return at::conv2d(x, w, b, {stride, stride}, {padding, padding});
}

kernels::ConvolutionShape ConvolutionNode::shape_of(const Tensor& x) const {
    const std::int64_t kernel = convolution_.kernel(), stride = convolution_.stride();
    const std::int64_t padding = convolution_.padding();
    const auto side = [&](std::int64_t of) { return (of + 2 * padding - kernel) / stride + 1; };
    return {x.size(1),       x.size(2), x.size(3), w_.size(0), side(x.size(2)),
            side(x.size(3)), kernel,    stride,    padding};
}

// What is not finite would spoil the black edges: 0 times it is no number.
bool ConvolutionNode::pack() {
    if (packed_.empty()) {
        packed_ = kernels::packed_weight(shape_, numbers(folded_w_).data());
        packed_bias_ = folded_b_.defined()
                           ? numbers(folded_b_)
                           : std::vector<float>(static_cast<std::size_t>(shape_.outputs));
        finite_ = std::all_of(packed_.begin(), packed_.end(),
                              [](float weight) { return std::isfinite(weight); });
    }
    return finite_;
}

Tensor ConvolutionNode::direct(const Tensor& images) const {
    const Tensor x = channels_last(images);
    Tensor y = at::empty({x.size(0), shape_.outputs, shape_.out_height, shape_.out_width},
                         x.options(), at::MemoryFormat::ChannelsLast);
    const std::int64_t x_size = shape_.channels * shape_.height * shape_.width;
    const std::int64_t y_size = shape_.outputs * shape_.out_height * shape_.out_width;
    const float* from = x.data_ptr<float>();
    auto* to = y.data_ptr<float>();
    in_parallel(x.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> scratch;
        for (std::int64_t i = begin; i < end; ++i)
            kernels::direct_convolution(shape_, packed_.data(), packed_bias_.data(),
                                        from + i * x_size, to + i * y_size, relu, scratch);
    });
    return y;
}

Tensor ConvolutionNode::forward(const std::vector<Tensor>& x, bool keep) {
    shape_ = shape_of(x[0]);
    direct_ = kernels::direct_is_faster(shape_) && pack();
    const Tensor y = direct_ ? direct(x[0]) : run(x[0], folded_w_, folded_b_);
    by_pixels_ = false;
    if (!keep)
        return y;
    x_ = x[0];
    by_pixels_ = kernels::pixels_are_cheaper(shape_) &&
                 (norm_ == nullptr || scale_.ne(0).all().item<bool>());
    return y;
}

Tensor ConvolutionNode::back(const Tensor& d, const Tensor& w) const {
    // The gradient by the input looks at the input's shape only.
    const Tensor like = at::empty({d.size(0), shape_.channels, shape_.height, shape_.width},
                                  d.options(), at::MemoryFormat::ChannelsLast);
    return std::get<0>(convolution_gradients(d, like, w, convolution_.stride(),
                                             convolution_.padding(), {true, false, false}));
}

Tensor ConvolutionNode::by_weight(const Tensor& d, const Tensor& x) const {
    return std::get<1>(convolution_gradients(d, x, folded_w_, convolution_.stride(),
                                             convolution_.padding(), {false, true, false}));
}

std::vector<Tensor> ConvolutionNode::backward(const Tensor& d, const Tensor& /*rows*/) {
    return {back(d, folded_w_)};
}

void ConvolutionNode::prepare_norms() {
    if (norms_ready_)
        return;
    norms_ready_ = true;
    norm_weights_ = {};
    norm_weights_.bias = b_.defined();
    if (norm_ == nullptr)
        return;
    norm_weights_.scale = numbers(scale_);
    norm_weights_.inverse_deviation = numbers(deviation_);
    norm_weights_.offset = numbers(offset_);
    norm_weights_.shift = numbers(folded_b_);
    if (by_pixels_)
        return;
    const std::int64_t outputs = w_.size(0);
    const Tensor packed =
        torch::zeros({w_.numel() / outputs, kernels::padded_outputs(outputs)}, w_.options());
    packed.slice(1, 0, outputs).copy_(w_.permute({2, 3, 1, 0}).reshape({-1, outputs}));
    norm_weights_.weight = numbers(packed);
}

void ConvolutionNode::add_squared_norms(const Tensor& d, const Tensor& rows, double* norms) {
    prepare_norms();
    const Tensor x = channels_last(x_), g = channels_last(d);
    const Tensor y = by_pixels_ ? channels_last(y_) : Tensor();
    const auto* row = rows.defined() ? rows.data_ptr<std::int64_t>() : nullptr;
    const float* px = x.data_ptr<float>();
    const float* pd = g.data_ptr<float>();
    const float* py = by_pixels_ ? y.data_ptr<float>() : nullptr;
    const std::int64_t x_size = shape_.channels * shape_.height * shape_.width;
    const std::int64_t y_size = shape_.outputs * shape_.out_height * shape_.out_width;
    in_parallel(d.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> scratch;
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t example = row == nullptr ? i : row[i];
            norms[i] += kernels::convolution_norm(
                shape_, norm_weights_, px + example * x_size, pd + i * y_size,
                py == nullptr ? nullptr : py + example * y_size, scratch);
        }
    });
}

void ConvolutionNode::gradient(const Tensor& d, std::int64_t begin, std::int64_t end, Weights& into,
                               bool remember) {
    const bool whole = begin == 0 && end == d.size(0);
    const Tensor part = whole ? d : d.slice(0, begin, end);
    const Tensor by_w = by_weight(part, whole ? x_ : x_.slice(0, begin, end));
    const Tensor by_b = norm_ != nullptr || b_.defined() ? sum_over_pixels(part) : Tensor();
    if (remember) {
        by_folded_w_ = by_w;
        by_folded_b_ = by_b;
    }
    if (norm_ == nullptr) {
        into[places_.weight] = by_w;
        if (places_.bias)
            into[*places_.bias] = by_b;
        return;
    }
    into[places_.weight] = by_w * by_output(scale_);
    into[*places_.beta] = by_b;
    into[*places_.gamma] = torch::addcmul(product_by_output(w_, by_w), offset_, by_b) * deviation_;
    if (places_.bias)
        into[*places_.bias] = scale_ * by_b;
}

void ConvolutionNode::take_direction(const Weights& direction) {
    dw_ = direction[places_.weight];
    db_ = places_.bias ? direction[*places_.bias] : Tensor();
    dfolded_w_ = dw_;
    dfolded_b_ = db_;
    if (norm_ == nullptr || !dw_.defined())
        return;
    dscale_ = direction[*places_.gamma] * deviation_;
    dfolded_w_ = w_ * by_output(dscale_) + dw_ * by_output(scale_);
    dfolded_b_ = torch::addcmul(direction[*places_.beta], dscale_, offset_);
    if (db_.defined())
        dfolded_b_ = dfolded_b_ + scale_ * db_;
}

Tensor ConvolutionNode::tangent_forward(const std::vector<Tensor>& dx) {
    dx_ = dx[0];
    Tensor y = dw_.defined() ? run(x_, dfolded_w_, dfolded_b_) : Tensor();
    if (!dx_.defined())
        return y;
    const Tensor through = run(dx_, folded_w_, {});
    return y.defined() ? y.add_(through) : through;
}

std::vector<Tensor> ConvolutionNode::tangent_backward(const Tensor& d, const Tensor& dd) {
    Tensor dx = dd.defined() ? back(dd, folded_w_) : Tensor();
    if (!dw_.defined())
        return {dx};
    const Tensor by_direction = back(d, dfolded_w_);
    return {dx.defined() ? dx.add_(by_direction) : by_direction};
}

void ConvolutionNode::tangent_gradient(const Tensor& d, const Tensor& dd, Weights& into) {
    if (!dw_.defined())
        return;
    Tensor by_w = dd.defined() ? by_weight(dd, x_) : torch::zeros_like(w_);
    if (dx_.defined())
        by_w = by_w + by_weight(d, dx_);
    const Tensor by_b = norm_ == nullptr && !b_.defined() ? Tensor()
                        : dd.defined()                    ? sum_over_pixels(dd)
                                                          : torch::zeros_like(by_folded_b_);
    if (norm_ == nullptr) {
        into[places_.weight] = by_w;
        if (places_.bias)
            into[*places_.bias] = by_b;
        return;
    }
    into[places_.weight] = by_folded_w_ * by_output(dscale_) + by_w * by_output(scale_);
    into[*places_.beta] = by_b;
    Tensor by_gamma =
        product_by_output(dw_, by_folded_w_) + product_by_output(w_, by_w) + offset_ * by_b;
    if (db_.defined())
        by_gamma = by_gamma + db_ * by_folded_b_;
    into[*places_.gamma] = by_gamma * deviation_;
    if (places_.bias)
        into[*places_.bias] = dscale_ * by_folded_b_ + scale_ * by_b;
}

} // namespace thaw
