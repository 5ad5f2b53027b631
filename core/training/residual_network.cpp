#include "core/training/residual_network.h"

namespace thaw {

std::shared_ptr<Conv2d> residual_convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                                             std::int64_t stride) {
    auto conv = std::make_shared<Conv2d>(in, out, kernel, stride, kernel / 2, false);
    conv->initialise_he();
    return conv;
}

std::shared_ptr<Chain> residual_chain(std::int64_t in, std::int64_t out, std::int64_t stride) {
    auto residual = std::make_shared<Chain>();
    residual->add("conv1", residual_convolution(in, out, 3, stride));
    residual->add("norm1", std::make_shared<BatchNorm2d>(out)).relu();
    residual->add("conv2", residual_convolution(out, out, 3, 1));
    residual->add("norm2", std::make_shared<BatchNorm2d>(out));
    return residual;
}

void append_stages(Network& network, std::int64_t stages, std::int64_t blocks, std::int64_t width,
                   std::int64_t outputs, MakeResidualBlock block) {
    std::int64_t in = width;
    for (std::int64_t i = 1; i <= stages; ++i) {
        const std::int64_t out = width << (i - 1);
        auto stage = std::make_shared<Chain>();
        for (std::int64_t j = 1; j <= blocks; ++j) {
            stage->add("block" + std::to_string(j), block(in, out, i > 1 && j == 1 ? 2 : 1));
            in = out;
        }
        if (i == stages)
            stage->average_pool();
        network.append("layer" + std::to_string(i), stage);
    }
    auto head = std::make_shared<Chain>();
    head->add("linear", std::make_shared<Linear>(in, outputs));
    network.append("head", head);
    network.set_foreign_names(resnet_names);
}

} // namespace thaw
