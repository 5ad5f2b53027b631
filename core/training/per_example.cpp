#include "core/training/per_example.h"

#include "core/training/trainable_scope.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace thaw {

namespace {

// Attaches a tape to the layers of the selected blocks; takes it off at the end, whatever happens.
class Recording {
  public:
    Recording(Network& network, const std::vector<bool>& blocks, Tape& tape) {
        for (std::size_t i = 0; i < blocks.size(); ++i)
            if (blocks[i])
                for (Layer* layer : network.layers(i)) {
                    layer->attach(&tape);
                    block_of_.emplace(layer, i);
                }
    }
    ~Recording() {
        for (const auto& [layer, block] : block_of_)
            layer->attach(nullptr);
    }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    std::size_t block_of(Layer* layer) const { return block_of_.at(layer); }

  private:
    std::unordered_map<Layer*, std::size_t> block_of_;
};

} // namespace

torch::Tensor cross_entropy_gradient(const torch::Tensor& logits, const torch::Tensor& labels) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor index = labels.unsqueeze(1);
    torch::Tensor gradient = torch::softmax(logits, 1, torch::kDouble).scatter_(1, index, 0.0);
    gradient.scatter_(1, index, -gradient.sum(1, true));
    return gradient.to(logits.scalar_type());
}

RecordedPass::RecordedPass(Network& network, const torch::Tensor& images,
                           const std::vector<bool>& blocks)
    : blocks_(network.size()) {
    const auto lowest =
        static_cast<std::size_t>(std::find(blocks.begin(), blocks.end(), true) - blocks.begin());
    // No parameter is differentiated, only what flows between layers: the backward pass then
    // computes no gradient of any batch by any weight.
    const TrainableScope none(network, std::vector<bool>(blocks_, false));
    const Recording recording(network, blocks, tape_);
    torch::Tensor below = network.forward(images, 0, lowest).detach();
    const torch::AutoGradMode grad(true);
    output_ = network.forward(below.requires_grad_(true), lowest, blocks_);
    logits_ = output_.detach();
    for (const auto& entry : tape_.entries())
        block_of_.push_back(recording.block_of(entry.layer));
}

torch::Tensor RecordedPass::squared_norms(const torch::Tensor& by_logits, bool again) const {
    torch::Tensor norms = torch::full({static_cast<std::int64_t>(blocks_), logits_.size(0)},
                                      std::numeric_limits<double>::quiet_NaN(), logits_.options());
    if (tape_.entries().empty())
        return norms;
    std::vector<torch::Tensor> outputs;
    for (const auto& entry : tape_.entries())
        outputs.push_back(entry.output);
    const auto gradients = torch::autograd::grad({output_}, outputs, {by_logits}, again);
    const torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const auto& entry = tape_.entries()[i];
        const torch::Tensor part = entry.layer->squared_gradient_norms(entry.input, gradients[i]);
        torch::Tensor row = norms[static_cast<std::int64_t>(block_of_[i])];
        const bool first = i == 0 || block_of_[i] != block_of_[i - 1];
        first ? row.copy_(part) : row.add_(part);
    }
    return norms;
}

torch::Tensor squared_gradient_norms(Network& network, const Examples& examples,
                                     const std::vector<bool>& blocks) {
    const RecordedPass pass(network, examples.images, blocks);
    return pass.squared_norms(cross_entropy_gradient(pass.logits(), examples.labels));
}

} // namespace thaw
