// The networks of the figures as a user of LibTorch writes them: torch::nn, NCHW. What our own step
// is compared with.
#pragma once

#include <string>
#include <torch/torch.h>

namespace thaw::bench {

// "lenet" or "resnet18" (small stem) for [n, 1, 28, 28] and 10 classes.
torch::nn::Sequential plain_network(const std::string& id, std::int64_t width);

// Forward, cross-entropy, backward and torch::optim::SGD with momentum; returns the loss.
class PlainTraining {
  public:
    PlainTraining(const std::string& id, std::int64_t width);
    double step(const torch::Tensor& images, const torch::Tensor& labels);

  private:
    torch::nn::Sequential network_;
    torch::optim::SGD optimiser_;
};

} // namespace thaw::bench
