#include "core/training/convolution.h"
#include "core/training/engine/kernels/direct_convolution.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <vector>

namespace thaw {
namespace {

struct Shape {
    std::int64_t in, out, kernel, stride, padding, side;
    bool bias;
};
const Shape shapes[] = {{2, 3, 3, 1, 1, 8, true},
                        {3, 4, 3, 2, 1, 9, false},
                        {2, 5, 1, 2, 0, 6, false},
                        {1, 2, 5, 1, 0, 12, true}};

// Value, gradients and Hessian-vector products of a loss that is not linear in its parts.
std::vector<torch::Tensor> derivatives(const Shape& s, torch::ScalarType type, bool ours) {
    torch::manual_seed(1);
    const auto random = [&](torch::IntArrayRef sizes) {
        return torch::randn(sizes, torch::kDouble).to(type).requires_grad_(true);
    };
    std::vector<torch::Tensor> inputs = {random({4, s.in, s.side, s.side}),
                                         random({s.out, s.in, s.kernel, s.kernel})};
    if (s.bias)
        inputs.push_back(random({s.out}));
    const auto bias = s.bias ? inputs[2] : torch::Tensor();
    const auto y = ours ? convolution(inputs[0], inputs[1], bias, s.stride, s.padding)
                        : torch::conv2d(inputs[0], inputs[1], bias, s.stride, s.padding);
    const auto loss = (y.sin() * y).sum();
    std::vector<torch::Tensor> all = {y};
    for (const auto& gradient : torch::autograd::grad({loss}, inputs, {}, true))
        all.push_back(gradient);
    const auto gradients = torch::autograd::grad({loss}, inputs, {}, true, true);
    std::vector<torch::Tensor> directions;
    for (const auto& gradient : gradients)
        directions.push_back(torch::randn(gradient.sizes(), torch::kDouble).to(type));
    for (const auto& product : torch::autograd::grad(gradients, inputs, directions))
        all.push_back(product);
    return all;
}

TEST(Convolution, ValuesAndGradientsAreLibTorchsOwn) {
    for (const Shape& shape : shapes) {
        const auto ours = derivatives(shape, torch::kFloat, true);
        const auto theirs = derivatives(shape, torch::kFloat, false);
        const std::size_t first_order = shape.bias ? 4 : 3;
        const bool skips_pixels = shape.kernel == 1 && shape.stride > 1;
        for (std::size_t i = 0; i < first_order; ++i)
            if (skips_pixels && i == 2) // summed in another order
                EXPECT_TRUE(torch::allclose(ours[i], theirs[i], 1e-5, 1e-5));
            else
                EXPECT_TRUE(torch::equal(ours[i], theirs[i])) << i;
    }
}

// Where one oneDNN wrote outside its memory: what is beside the gradients must stay as it was.
TEST(Convolution, OfPixelsThatAreSkippedIsRightForEveryWidth) {
    for (const std::int64_t in : {1, 2, 3, 4, 5, 8, 15, 16, 17, 24, 33})
        for (const std::int64_t out : {1, 6, 16, 33}) {
            const auto x = torch::randn({9, in, 28, 28}).contiguous(at::MemoryFormat::ChannelsLast);
            const auto w = torch::randn({out, in, 1, 1}), g = torch::randn({9, out, 14, 14});
            const auto [by_x, by_w, none] = convolution_gradients(
                g.contiguous(at::MemoryFormat::ChannelsLast), x, w, 2, 0, {true, true, false});
            const auto exact = torch::einsum(
                "nohw,nihw->oi",
                {g.to(torch::kDouble),
                 x.slice(2, 0, c10::nullopt, 2).slice(3, 0, c10::nullopt, 2).to(torch::kDouble)});
            EXPECT_TRUE(torch::allclose(by_w.view({out, in}).to(torch::kDouble), exact, 1e-4, 1e-3))
                << in << " -> " << out;
            EXPECT_TRUE(by_x.isfinite().all().item<bool>());
        }
}

TEST(Convolution, SecondDerivativesAgree) {
    for (const Shape& shape : shapes) {
        const auto ours = derivatives(shape, torch::kDouble, true);
        const auto theirs = derivatives(shape, torch::kDouble, false);
        ASSERT_EQ(ours.size(), theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i)
            EXPECT_TRUE(torch::allclose(ours[i], theirs[i], 1e-10, 1e-10)) << i;
    }
}

TEST(DirectConvolution, GivesLibTorchsNumbers) {
    int seen = 0;
    torch::manual_seed(2);
    for (const std::int64_t in : {1, 3, 8})
        for (const std::int64_t out : {7, 8, 16, 24, 32, 48, 64, 72})
            for (const Shape& s : {Shape{in, out, 3, 1, 1, 28, true},
                                   {in, out, 3, 2, 1, 15, true},
                                   {in, out, 1, 2, 0, 9, true},
                                   {in, out, 5, 1, 0, 17, true},
                                   {in, out, 5, 3, 2, 6, true},
                                   {in, out, 3, 1, 1, 1, true}}) {
                const std::int64_t side = (s.side + 2 * s.padding - s.kernel) / s.stride + 1;
                const kernels::ConvolutionShape shape{in,   s.side,   s.side,   out,      side,
                                                      side, s.kernel, s.stride, s.padding};
                if (!kernels::direct_is_faster(shape))
                    continue;
                ++seen;
                const auto x = torch::randn({1, in, s.side, s.side});
                const auto w = torch::randn({out, in, s.kernel, s.kernel});
                const auto b = torch::randn({out});
                const auto wanted = torch::relu(
                    torch::conv2d(x, w, b, {s.stride, s.stride}, {s.padding, s.padding}));
                const auto pixels = x.permute({0, 2, 3, 1}).contiguous();
                const auto y = torch::full({1, side, side, out}, -1.0F);
                std::vector<float> scratch;
                kernels::direct_convolution(
                    shape, kernels::packed_weight(shape, w.data_ptr<float>()).data(),
                    b.data_ptr<float>(), pixels.data_ptr<float>(), y.data_ptr<float>(), true,
                    scratch);
                EXPECT_LT((y.permute({0, 3, 1, 2}) - wanted).abs().max().item<float>(), 1e-4F)
                    << in << " " << out << " " << s.kernel << " " << s.stride << " " << s.side;
            }
    EXPECT_GT(seen, 50);
}

} // namespace
} // namespace thaw
