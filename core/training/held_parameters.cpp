#include "core/training/held_parameters.h"

#include "core/run/random.h"

#include <torch/torch.h>

namespace thaw {

HeldParameters::HeldParameters(const std::vector<torch::Tensor>& parameters, std::size_t head,
                               std::int64_t moved, std::uint64_t seed)
    : parameters_(parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(head)) {
    std::int64_t all = 0;
    for (const auto& parameter : parameters_)
        all += parameter.numel();
    Random random(seed);
    const auto order = permutation(all, random);
    auto free = torch::zeros({all}, torch::kBool);
    bool* of = free.data_ptr<bool>();
    for (std::int64_t i = 0; i < moved; ++i)
        of[order[static_cast<std::size_t>(i)]] = true;
    std::int64_t at = 0;
    for (const auto& parameter : parameters_) {
        free_.push_back(free.slice(0, at, at + parameter.numel())
                            .view(parameter.sizes())
                            .to(parameter.device()));
        at += parameter.numel();
    }
}

void HeldParameters::remember(const Optimiser& optimiser) {
    const torch::NoGradGuard no_grad;
    values_.clear();
    slots_.clear();
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        values_.push_back(parameters_[p].clone());
        slots_.push_back(optimiser.slots(p));
        for (auto& [name, slot] : slots_.back())
            slot = slot.clone();
    }
}

void HeldParameters::put_back(const Optimiser& optimiser) {
    const torch::NoGradGuard no_grad;
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        parameters_[p].copy_(torch::where(free_[p], parameters_[p], values_[p]));
        for (const auto& [name, slot] : optimiser.slots(p)) {
            if (slot.sizes() != parameters_[p].sizes())
                continue; // one number for the tensor
            const auto before = slots_[p].find(name);
            torch::Tensor now = slot; // the optimiser's own
            now.copy_(
                torch::where(free_[p], slot,
                             before == slots_[p].end() ? torch::zeros_like(slot) : before->second));
        }
    }
}

} // namespace thaw
