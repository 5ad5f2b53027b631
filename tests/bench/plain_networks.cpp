#include "tests/bench/plain_networks.h"

namespace thaw::bench {

namespace {

namespace nn = torch::nn;

nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                       std::int64_t stride) {
    return nn::Conv2d(
        nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

struct BasicBlockImpl : nn::Module {
    BasicBlockImpl(std::int64_t in, std::int64_t out, std::int64_t stride)
        : conv1(register_module("conv1", convolution(in, out, 3, stride))),
          conv2(register_module("conv2", convolution(out, out, 3, 1))),
          norm1(register_module("norm1", nn::BatchNorm2d(out))),
          norm2(register_module("norm2", nn::BatchNorm2d(out))) {
        if (stride != 1 || in != out)
            shortcut = register_module(
                "shortcut", nn::Sequential(convolution(in, out, 1, stride), nn::BatchNorm2d(out)));
    }
    torch::Tensor forward(const torch::Tensor& x) {
        auto y = norm2(conv2(torch::relu(norm1(conv1(x)))));
        return torch::relu(y + (shortcut.is_empty() ? x : shortcut->forward(x)));
    }
    nn::Conv2d conv1, conv2;
    nn::BatchNorm2d norm1, norm2;
    nn::Sequential shortcut{nullptr};
};
TORCH_MODULE(BasicBlock);

} // namespace

nn::Sequential plain_network(const std::string& id, std::int64_t width) {
    nn::Sequential net;
    if (id == "lenet") {
        const std::int64_t second = 2 * width, hidden = 120;
        net->push_back(nn::Conv2d(nn::Conv2dOptions(1, width, 5)));
        net->push_back(nn::ReLU());
        net->push_back(nn::MaxPool2d(2));
        net->push_back(nn::Conv2d(nn::Conv2dOptions(width, second, 5)));
        net->push_back(nn::ReLU());
        net->push_back(nn::MaxPool2d(2));
        net->push_back(nn::Flatten());
        net->push_back(nn::Linear(16 * second, hidden));
        net->push_back(nn::ReLU());
        net->push_back(nn::Linear(hidden, 10));
        return net;
    }
    net->push_back(convolution(1, width, 3, 1));
    net->push_back(nn::BatchNorm2d(width));
    net->push_back(nn::ReLU());
    std::int64_t in = width;
    for (std::int64_t i = 0; i < 4; ++i) {
        const std::int64_t out = width << i;
        net->push_back(BasicBlock(in, out, i == 0 ? 1 : 2));
        net->push_back(BasicBlock(out, out, 1));
        in = out;
    }
    net->push_back(nn::AdaptiveAvgPool2d(1));
    net->push_back(nn::Flatten());
    net->push_back(nn::Linear(in, 10));
    return net;
}

PlainTraining::PlainTraining(const std::string& id, std::int64_t width)
    : network_(plain_network(id, width)),
      optimiser_(network_->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9)) {}

double PlainTraining::step(const torch::Tensor& images, const torch::Tensor& labels) {
    network_->train();
    optimiser_.zero_grad();
    const auto loss = torch::cross_entropy_loss(network_->forward(images), labels);
    loss.backward();
    optimiser_.step();
    return loss.item<double>();
}

} // namespace thaw::bench
