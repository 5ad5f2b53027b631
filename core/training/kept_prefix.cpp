#include "core/training/kept_prefix.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstring>

namespace thaw {

using torch::Tensor;

namespace {

constexpr std::size_t most_bytes = std::size_t{256} << 20U;

std::vector<Tensor> state_of(const Block& block) {
    std::vector<Tensor> state = block.parameters();
    for (const Tensor& buffer : block.buffers())
        state.push_back(buffer);
    for (Tensor& each : state)
        each = each.detach().to(torch::kCPU).contiguous();
    return state;
}

// Bytes, not numbers: what is no number is not equal to itself.
bool same(const std::vector<Tensor>& one, const std::vector<Tensor>& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const Tensor& a, const Tensor& b) {
                          return a.nbytes() == b.nbytes() &&
                                 std::memcmp(a.data_ptr(), b.data_ptr(), a.nbytes()) == 0;
                      });
}

} // namespace

void KeptPrefix::look_at(Network& network) {
    const bool first = last_.empty();
    last_.resize(network.size());
    std::size_t unchanged = 0;
    for (std::size_t b = 0; b < network.size(); ++b) {
        std::vector<Tensor> now = state_of(network.block(b));
        if (!first && same(now, last_[b])) {
            unchanged += unchanged == b ? 1 : 0;
            continue;
        }
        for (Tensor& each : now)
            each = each.clone();
        last_[b] = std::move(now);
    }
    if (unchanged != blocks_) {
        kept_.clear();
        bytes_ = 0;
    }
    blocks_ = unchanged;
}

const std::vector<Tensor>* KeptPrefix::find(const Range& range) const {
    const auto found = kept_.find(range);
    return found == kept_.end() ? nullptr : &found->second;
}

void KeptPrefix::keep(const Range& range, const std::vector<Tensor>& activations) {
    std::size_t bytes = 0;
    for (const Tensor& each : activations)
        bytes += each.storage().nbytes();
    if (bytes_ + bytes > most_bytes)
        return;
    bytes_ += bytes;
    kept_.emplace(range, activations);
}

} // namespace thaw
