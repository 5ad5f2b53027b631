#include "core/training/per_example.h"

#include "core/training/autograd_pass.h"
#include "core/training/engine/engine.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

namespace {

class EnginePass final : public ExamplePass {
  public:
    EnginePass(std::unique_ptr<Engine> engine, const torch::Tensor& images,
               const std::vector<bool>& blocks)
        : engine_(std::move(engine)), blocks_(blocks) {
        engine_->set_weights(engine_->weights());
        const auto lowest = std::find(blocks.begin(), blocks.end(), true) - blocks.begin();
        logits_ = engine_->forward(images, static_cast<std::size_t>(lowest));
    }
    torch::Tensor head_factors() const override {
        const bool any = std::find(blocks_.begin(), blocks_.end(), true) != blocks_.end();
        const torch::Tensor factors = any ? engine_->head_factors() : torch::Tensor();
        return factors.defined() ? factors : torch::ones({logits_.size(0)}, torch::kDouble);
    }
    torch::Tensor squared_norms(const torch::Tensor& by_logits,
                                const torch::Tensor& rows) override {
        return engine_->squared_norms(by_logits, rows, blocks_);
    }

  private:
    std::unique_ptr<Engine> engine_;
    std::vector<bool> blocks_;
};

} // namespace

std::unique_ptr<ExamplePass> example_pass(Network& network, const torch::Tensor& images,
                                          const std::vector<bool>& blocks) {
    if (auto engine = Engine::of(network))
        return std::make_unique<EnginePass>(std::move(engine), images, blocks);
    return autograd_example_pass(network, images, blocks);
}

std::unique_ptr<ExamplePass> autograd_example_pass(Network& network, const torch::Tensor& images,
                                                   const std::vector<bool>& blocks) {
    return std::make_unique<AutogradPass>(network, images, blocks);
}

torch::Tensor squared_gradient_norms(Network& network, const Task& task, const Examples& examples,
                                     const std::vector<bool>& blocks) {
    const auto pass = example_pass(network, examples.inputs, blocks);
    return pass->squared_norms(task.gradient(pass->logits(), examples.targets));
}

} // namespace thaw
