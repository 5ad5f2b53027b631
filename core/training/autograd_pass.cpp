#include "core/training/autograd_pass.h"

#include "core/training/trainable_scope.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace thaw {

using torch::Tensor;

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

// Whether every parameter of the block is a known layer's.
bool all_in_layers(const Network& network, std::size_t block) {
    std::size_t known = 0;
    for (const Layer* layer : network.layers(block))
        known += layer->parameters(false).size();
    return known == network.block_parameters(block).size();
}

// Which rows are the first, the second, ... of their example: one backward pass can take one of
// each.
std::vector<std::vector<std::int64_t>> turns_of(const std::vector<std::int64_t>& rows) {
    std::vector<std::vector<std::int64_t>> turns;
    std::unordered_map<std::int64_t, std::size_t> taken;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const std::size_t turn = taken[rows[r]]++;
        if (turn == turns.size())
            turns.emplace_back();
        turns[turn].push_back(static_cast<std::int64_t>(r));
    }
    return turns;
}

} // namespace

AutogradPass::AutogradPass(Network& network, const Tensor& images, const std::vector<bool>& blocks)
    : network_(network), images_(images), selected_(blocks) {
    for (std::size_t b = 0; b < blocks.size(); ++b)
        one_by_one_.push_back(blocks[b] && !all_in_layers(network, b));
    const auto lowest =
        static_cast<std::size_t>(std::find(blocks.begin(), blocks.end(), true) - blocks.begin());
    // No parameter is differentiated, only what flows between layers: the backward pass then
    // computes no gradient of any batch by any weight.
    const TrainableScope none(network, std::vector<bool>(blocks.size(), false));
    const Recording recording(network, blocks, tape_);
    const Tensor below = network.forward(images, 0, lowest).detach();
    const torch::AutoGradMode grad(true);
    output_ = network.forward(below.requires_grad_(true), lowest, blocks.size());
    logits_ = output_.detach();
    for (const auto& entry : tape_.entries())
        block_of_.push_back(recording.block_of(entry.layer));
}

Tensor AutogradPass::head_factors() const {
    if (!tape_.entries().empty()) {
        const auto& last = tape_.entries().back();
        if (dynamic_cast<Linear*>(last.layer) != nullptr && last.output.is_same(output_))
            return last.input.detach().to(torch::kCPU, torch::kDouble).square().sum(1) + 1;
    }
    return torch::ones({logits_.size(0)}, torch::kDouble);
}

Tensor AutogradPass::squared_norms(const Tensor& by_logits, const Tensor& rows) {
    if (!rows.defined())
        return one_row_an_example(by_logits);
    const std::vector<std::int64_t> examples(rows.data_ptr<std::int64_t>(),
                                             rows.data_ptr<std::int64_t>() + rows.numel());
    Tensor norms = torch::full({static_cast<std::int64_t>(selected_.size()), rows.numel()},
                               std::numeric_limits<double>::quiet_NaN(), torch::kDouble);
    for (const auto& turn : turns_of(examples)) {
        const Tensor index = torch::tensor(turn);
        const Tensor of = rows.index_select(0, index);
        Tensor all = torch::zeros_like(logits_);
        all.index_copy_(0, of.to(all.device()),
                        by_logits.index_select(0, index.to(by_logits.device())));
        norms.index_copy_(1, index, one_row_an_example(all).index_select(1, of));
    }
    return norms;
}

Tensor AutogradPass::one_row_an_example(const Tensor& by_logits) {
    Tensor norms = torch::full({static_cast<std::int64_t>(selected_.size()), logits_.size(0)},
                               std::numeric_limits<double>::quiet_NaN(), torch::kDouble);
    std::vector<Tensor> outputs;
    for (const auto& entry : tape_.entries())
        outputs.push_back(entry.output);
    if (!outputs.empty()) {
        const auto gradients = torch::autograd::grad({output_}, outputs, {by_logits}, true);
        const torch::NoGradGuard no_grad;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const auto& entry = tape_.entries()[i];
            const Tensor part = entry.layer->squared_gradient_norms(entry.input, gradients[i])
                                    .to(torch::kCPU, torch::kDouble);
            Tensor row = norms[static_cast<std::int64_t>(block_of_[i])];
            const bool first = i == 0 || block_of_[i] != block_of_[i - 1];
            first ? row.copy_(part) : row.add_(part);
        }
    }
    for (std::size_t b = 0; b < one_by_one_.size(); ++b)
        if (one_by_one_[b])
            norms[static_cast<std::int64_t>(b)].copy_(block_one_by_one(b, by_logits));
    return norms;
}

// A backward pass an example: layers that are nobody's but the block's own.
Tensor AutogradPass::block_one_by_one(std::size_t block, const Tensor& by_logits) {
    std::vector<bool> this_block(selected_.size(), false);
    this_block[block] = true;
    const TrainableScope scope(network_, this_block);
    const torch::AutoGradMode grad(true);
    const auto parameters = network_.block_parameters(block);
    Tensor norms = torch::zeros({by_logits.size(0)}, torch::kDouble);
    auto* into = norms.data_ptr<double>();
    for (std::int64_t i = 0; i < by_logits.size(0); ++i) {
        const Tensor loss =
            (network_.forward(images_.slice(0, i, i + 1)) * by_logits.slice(0, i, i + 1)).sum();
        if (!loss.requires_grad())
            break; // the outputs do not depend on this block
        for (const auto& part : torch::autograd::grad({loss}, parameters, {}, false, false, true))
            if (part.defined())
                into[i] += part.to(torch::kDouble).square().sum().item<double>();
    }
    return norms;
}

} // namespace thaw
