#include "core/training/prefix_cache.h"

#include <torch/torch.h>

#include <algorithm>
#include <sstream>

namespace thaw {

using torch::Tensor;

namespace {

// Rows of memory in which an example's channels lie side by side, and back.
Tensor as_rows(const Tensor& activation) {
    return activation.dim() == 4
               ? activation.permute({0, 2, 3, 1}).reshape({activation.size(0), -1})
               : activation.reshape({activation.size(0), -1});
}

Tensor from_rows(const Tensor& rows, const std::vector<std::int64_t>& sizes) {
    const std::int64_t n = rows.size(0);
    if (sizes.size() == 3)
        return rows.view({n, sizes[1], sizes[2], sizes[0]}).permute({0, 3, 1, 2});
    std::vector<std::int64_t> all = {n};
    all.insert(all.end(), sizes.begin(), sizes.end());
    return rows.view(all);
}

} // namespace

PrefixCache::PrefixCache(const ExampleSet& train, std::int64_t batch_size, std::int64_t most_bytes,
                         OrderOfEpoch order)
    : train_(train), batch_size_(batch_size), most_bytes_(most_bytes), order_(std::move(order)) {}

Tensor PrefixCache::compute(Network& network, const Tensor& indices) const {
    return network.forward(train_.inputs_at(indices), 0, rest_.blocks);
}

void PrefixCache::make_room(const Tensor& activation) {
    const std::int64_t n = train_.count(), numbers = activation[0].numel();
    rest_.sizes = activation.sizes().slice(1).vec();
    rest_.room = n * numbers * static_cast<std::int64_t>(activation.element_size()) <= most_bytes_;
    if (!rest_.room)
        return;
    rest_.rows = torch::empty({n, numbers}, activation.options());
    rest_.known.assign(static_cast<std::size_t>(n), 0);
    rest_.home_order = order_(rest_.home_epoch);
    rest_.home_of = torch::empty_like(rest_.home_order);
    rest_.home_of.index_copy_(0, rest_.home_order, torch::arange(n, torch::kLong));
}

void PrefixCache::keep(const Tensor& activation, const Tensor& indices) {
    rest_.rows.index_copy_(0, indices.to(rest_.rows.device()), as_rows(activation));
    for (std::int64_t i = 0; i < indices.numel(); ++i)
        rest_.known[static_cast<std::size_t>(indices.data_ptr<std::int64_t>()[i])] = 1;
}

Tensor PrefixCache::look_up(const Tensor& indices) const {
    return from_rows(rest_.rows.index_select(0, indices.to(rest_.rows.device())), rest_.sizes);
}

Tensor PrefixCache::activations(Network& network, std::size_t blocks, std::int64_t epoch,
                                const Tensor& indices) {
    const torch::NoGradGuard no_grad;
    if (blocks != rest_.blocks) {
        rest_ = {};
        rest_.blocks = blocks;
        rest_.home_epoch = epoch;
    }
    if (rest_.sizes.empty()) {
        const Tensor activation = compute(network, indices);
        make_room(activation);
        if (!rest_.room)
            return activation;
    } else if (!rest_.room) {
        return compute(network, indices);
    }
    const auto* wanted = indices.data_ptr<std::int64_t>();
    const auto* home = rest_.home_of.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < indices.numel(); ++i) {
        if (rest_.known[static_cast<std::size_t>(wanted[i])] != 0)
            continue;
        const std::int64_t begin = home[wanted[i]] / batch_size_ * batch_size_;
        const std::int64_t end = std::min(begin + batch_size_, train_.count());
        const Tensor batch = rest_.home_order.slice(0, begin, end);
        keep(compute(network, batch), batch);
    }
    return look_up(indices);
}

std::string PrefixCache::state() const {
    if (rest_.blocks == 0)
        return {};
    return std::to_string(rest_.blocks) + " " + std::to_string(rest_.home_epoch);
}

void PrefixCache::restore(const std::string& state) {
    rest_ = {};
    std::istringstream(state) >> rest_.blocks >> rest_.home_epoch;
}

} // namespace thaw
