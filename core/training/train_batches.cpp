#include "core/training/train_batches.h"

#include "core/run/error.h"
#include "core/run/random.h"
#include "core/run/threads.h"
#include "core/training/augmentations/augmented.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

using torch::Tensor;

namespace {

// What becomes of a stored image in an epoch.
Loader::Make maker(const RunConfig& config, const ExampleSet& train) {
    const cv::Size seen(static_cast<int>(train.seen_width()),
                        static_cast<int>(train.seen_height()));
    std::vector<Augment> all;
    for (const Item& item : config.augmentations)
        all.push_back(entry_of(augmentations(), item.id).make(item.settings, seen));
    return augmented(train.source(), std::move(all), seen, config.seed("augmentation"));
}

} // namespace

TrainBatches::TrainBatches(const RunConfig& config, const ExampleSet& train, const Plan& plan)
    : train_(train), plan_(plan), order_seed_(config.seed("order")),
      augments_(!config.augmentations.empty()), loader_(loader(config)) {}

std::unique_ptr<Loader> TrainBatches::loader(const RunConfig& config) {
    const ExampleSpec& spec = train_.source().spec();
    if (spec.kind != ElementKind::pixels) {
        if (augments_)
            throw usage("{}: the augmentation {} is for images, and the examples of this dataset "
                        "are none; remove it from [[augmentations]]",
                        config.augmentations.front().place, config.augmentations.front().id);
        return nullptr;
    }
    if (!augments_ && !train_.source().in_memory().empty())
        return nullptr;
    const auto request_of = [this](std::int64_t step) {
        BatchRequest request{step / plan_.steps_per_epoch, {}};
        if (step < plan_.steps) {
            const Tensor ids = indices(step);
            request.ids.assign(ids.data_ptr<std::int64_t>(),
                               ids.data_ptr<std::int64_t>() + ids.numel());
        }
        return request;
    };
    constexpr std::int64_t read_ahead = std::int64_t{256} << 20U;
    return std::make_unique<Loader>(
        request_of, maker(config, train_),
        train_.seen_height() * train_.seen_width() * spec.shape[2],
        Loader::Limits{static_cast<int>(threads_of(config)), read_ahead});
}

Tensor TrainBatches::order_of(std::int64_t epoch) const {
    Random random(order_seed_, "epoch", static_cast<std::uint64_t>(epoch));
    return torch::tensor(permutation(train_.count(), random), torch::kInt64);
}

Tensor TrainBatches::indices(std::int64_t step) {
    const std::int64_t epoch = step / plan_.steps_per_epoch;
    std::erase_if(orders_, [&](const auto& each) { return std::abs(each.first - epoch) > 1; });
    auto found = orders_.find(epoch);
    if (found == orders_.end())
        found = orders_.emplace(epoch, order_of(epoch)).first;
    const std::int64_t begin = step % plan_.steps_per_epoch * plan_.batch_size;
    return found->second.slice(0, begin, std::min(begin + plan_.batch_size, train_.count()));
}

Tensor TrainBatches::inputs(std::int64_t step) {
    return loader_ ? train_.inputs_of(loader_->take(step)) : train_.inputs_at(indices(step));
}

} // namespace thaw
