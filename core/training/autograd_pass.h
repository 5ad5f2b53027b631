// Per-example norms by LibTorch's autograd: any device and type, any layer.
#pragma once

#include "core/training/per_example.h"

namespace thaw {

// Holds the activations of the selected blocks and of all blocks above the lowest of them. Blocks
// with parameters that are no Layer's (a module of the user's) cost a backward pass an example.
class AutogradPass final : public ExamplePass {
  public:
    AutogradPass(Network& network, const torch::Tensor& images, const std::vector<bool>& blocks);

    torch::Tensor head_factors() const override;
    torch::Tensor squared_norms(const torch::Tensor& by_logits, const torch::Tensor& rows) override;

  private:
    torch::Tensor one_row_an_example(const torch::Tensor& by_logits);
    torch::Tensor block_one_by_one(std::size_t block, const torch::Tensor& by_logits);

    Network& network_;
    torch::Tensor images_;
    std::vector<bool> selected_, one_by_one_;
    Tape tape_;
    std::vector<std::size_t> block_of_; // of each entry of the tape
    torch::Tensor output_;
};

} // namespace thaw
