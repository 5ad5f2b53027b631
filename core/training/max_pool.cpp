#include "core/training/max_pool.h"

#include "core/training/channels_last.h"
#include "core/training/engine/kernels/max_pooling.h"
#include "core/training/parallel.h"

#include <torch/torch.h>

namespace thaw {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

Tensor empty_channels_last(at::IntArrayRef sizes, const Tensor& like) {
    return at::empty(sizes, like.options(), at::MemoryFormat::ChannelsLast);
}

// (dy, from) -> dx and, differentiated again, back.
class Scatter : public torch::autograd::Function<Scatter> {
  public:
    static Tensor forward(AutogradContext* context, const Tensor& dy, const Tensor& from,
                          std::array<std::int64_t, 5> geometry) {
        const auto [kernel, stride, padding, height, width] = geometry;
        context->save_for_backward({from});
        context->saved_data["geometry"] =
            std::vector<std::int64_t>(geometry.begin(), geometry.end());
        return MaxPooling(kernel, stride, padding).scatter(dy, from, {}, height, width);
    }
    static variable_list backward(AutogradContext* context, const variable_list& directions) {
        const auto geometry = context->saved_data["geometry"].toIntVector();
        const MaxPooling pooling(geometry[0], geometry[1], geometry[2]);
        return {pooling.gather(directions[0], context->get_saved_variables()[0]), Tensor(),
                Tensor()};
    }
};

class Pool : public torch::autograd::Function<Pool> {
  public:
    static Tensor forward(AutogradContext* context, const Tensor& x, std::int64_t kernel,
                          std::int64_t stride, std::int64_t padding, bool ceil) {
        auto [y, from] = MaxPooling(kernel, stride, padding, ceil).forward(x);
        context->save_for_backward({from});
        context->saved_data["geometry"] =
            std::vector<std::int64_t>{kernel, stride, padding, x.size(2), x.size(3)};
        return y;
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto g = context->saved_data["geometry"].toIntVector();
        const Tensor from = context->get_saved_variables()[0];
        const Tensor dx =
            torch::GradMode::is_enabled()
                ? Scatter::apply(gradients[0], from, std::array{g[0], g[1], g[2], g[3], g[4]})
                : MaxPooling(g[0], g[1], g[2]).scatter(gradients[0], from, {}, g[3], g[4]);
        return {dx, Tensor(), Tensor(), Tensor(), Tensor()};
    }
};

kernels::PoolShape shape_of(const Tensor& image, const Tensor& pooled, std::int64_t kernel,
                            std::int64_t stride, std::int64_t padding) {
    return {image.size(1),  image.size(2), image.size(3), pooled.size(2),
            pooled.size(3), kernel,        stride,        padding};
}

} // namespace

std::pair<Tensor, Tensor> MaxPooling::forward(const Tensor& x) const {
    const auto side = [&](std::int64_t n) {
        const std::int64_t room = n + 2 * padding_ - kernel_;
        const std::int64_t windows = (ceil_ ? (room + stride_ - 1) / stride_ : room / stride_) + 1;
        return (windows - 1) * stride_ >= n + padding_ ? windows - 1 : windows; // begins inside
    };
    const std::array<std::int64_t, 4> sizes = {x.size(0), x.size(1), side(x.size(2)),
                                               side(x.size(3))};
    const Tensor in = channels_last(x.detach());
    Tensor y = empty_channels_last(sizes, x);
    Tensor from =
        at::empty(sizes, x.options().dtype(torch::kUInt8), at::MemoryFormat::ChannelsLast);
    const auto shape = shape_of(x, y, kernel_, stride_, padding_);
    const auto in_size = x.numel() / std::max<std::int64_t>(1, x.size(0));
    const auto out_size = y.numel() / std::max<std::int64_t>(1, x.size(0));
    const float* source = in.data_ptr<float>();
    auto* target = y.data_ptr<float>();
    auto* places = from.data_ptr<std::uint8_t>();
    in_parallel(x.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            kernels::max_pool(shape, source + i * in_size, target + i * out_size,
                              places + i * out_size);
    });
    return {y, from};
}

Tensor MaxPooling::scatter(const Tensor& dy, const Tensor& from, const Tensor& rows,
                           std::int64_t height, std::int64_t width) const {
    const std::int64_t n = dy.size(0);
    const Tensor in = channels_last(dy.detach());
    Tensor dx = empty_channels_last({n, dy.size(1), height, width}, dy);
    const auto shape = shape_of(dx, dy, kernel_, stride_, padding_);
    const auto in_size = dx.numel() / std::max<std::int64_t>(1, n);
    const auto out_size = dy.numel() / std::max<std::int64_t>(1, n);
    const float* source = in.data_ptr<float>();
    auto* target = dx.data_ptr<float>();
    const auto* places = from.data_ptr<std::uint8_t>();
    const auto* row = rows.defined() ? rows.data_ptr<std::int64_t>() : nullptr;
    in_parallel(n, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            kernels::max_pool_scatter(shape, source + i * out_size,
                                      places + (row == nullptr ? i : row[i]) * out_size,
                                      target + i * in_size);
    });
    return dx;
}

Tensor MaxPooling::gather(const Tensor& x, const Tensor& from) const {
    const std::int64_t n = x.size(0);
    const Tensor in = channels_last(x.detach());
    Tensor y = empty_channels_last(from.sizes(), x);
    const auto shape = shape_of(x, from, kernel_, stride_, padding_);
    const auto in_size = x.numel() / std::max<std::int64_t>(1, n);
    const auto out_size = y.numel() / std::max<std::int64_t>(1, n);
    const float* source = in.data_ptr<float>();
    auto* target = y.data_ptr<float>();
    const auto* places = from.data_ptr<std::uint8_t>();
    in_parallel(n, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            kernels::max_pool_gather(shape, source + i * in_size, places + i * out_size,
                                     target + i * out_size);
    });
    return y;
}

Tensor max_pool(const Tensor& x, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                bool ceil) {
    constexpr std::int64_t largest = 15; // a window's pixels are counted in a byte
    if (x.scalar_type() != torch::kFloat || !x.is_cpu() || x.dim() != 4 || kernel > largest)
        return torch::max_pool2d(x, kernel, stride, padding, 1, ceil);
    if (!torch::GradMode::is_enabled() || !x.requires_grad())
        return MaxPooling(kernel, stride, padding, ceil).forward(x).first;
    return Pool::apply(x, kernel, stride, padding, ceil);
}

} // namespace thaw
