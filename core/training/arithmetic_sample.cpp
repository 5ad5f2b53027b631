#include "core/training/arithmetic_sample.h"

#include "core/run/sha256.h"
#include "core/training/engine/kernels/normal_noise.h"

#include <cmath>
#include <torch/torch.h>
#include <vector>

namespace thaw {

namespace {

// Numbers between -1 and 1 without a pattern that roundings could cancel in.
torch::Tensor spread(at::IntArrayRef shape, int salt) {
    std::vector<float> numbers;
    std::uint32_t state = 2463534242U + static_cast<std::uint32_t>(salt);
    for (std::int64_t i = 0; i < c10::multiply_integers(shape); ++i) {
        state ^= state << 13U; // Marsaglia 2003, Xorshift RNGs
        state ^= state >> 17U;
        state ^= state << 5U;
        numbers.push_back(static_cast<float>(state) / 2147483648.0F - 1);
    }
    return torch::tensor(numbers).reshape(shape);
}

std::string bytes_of(const torch::Tensor& tensor) {
    const auto plain = tensor.contiguous();
    return {static_cast<const char*>(plain.data_ptr()), plain.nbytes()};
}

} // namespace

std::string arithmetic_sample() {
    const torch::NoGradGuard no_grad;
    const auto images = spread({8, 3, 20, 20}, 1);
    const auto filters = spread({16, 3, 5, 5}, 2);
    const auto wide = spread({200, 300}, 3);
    const auto many = spread({40'000}, 4); // enough for LibTorch to share out
    const auto positive = many.square() + 1e-3;

    const auto products = wide.matmul(spread({300, 257}, 5));
    const auto maps = torch::conv2d(images, filters, {}, 1, 2);
    const auto losses = torch::log_softmax(products, 1).logsumexp(0);
    const auto curved = torch::exp(many) + torch::tanh(many) + torch::sin(many) / positive.sqrt() +
                        torch::log(positive);
    const auto sums =
        torch::stack({many.sum(), many.mean(), many.std(), many.norm(), curved.sum()});
    const auto tiny = many * 1e-38F * 1e-2F; // below the least normal number
    std::string all;
    for (const auto& tensor : {products, maps, losses, curved, sums, tiny})
        all += bytes_of(tensor);

    std::vector<float> noise(1000);
    kernels::normal_noise(1, 2, noise.data(), noise.size(), 0,
                          kernels::normal_noise_pairs(noise.size()));
    all.append(reinterpret_cast<const char*>(noise.data()), noise.size() * sizeof(float));
    for (int i = 0; i < 100; ++i) { // the system's own
        const volatile double x = 0.37 * i + 0.1;
        for (const double y : {std::exp(-x), std::log(x), std::cos(x), std::pow(x, 0.7)})
            all.append(reinterpret_cast<const char*>(&y), sizeof y);
    }
    constexpr std::size_t shown = 16;
    return sha256(all).substr(0, shown);
}

} // namespace thaw
