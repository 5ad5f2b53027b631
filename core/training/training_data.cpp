#include "core/training/training_data.h"

#include "core/run/error.h"
#include "core/run/threads.h"
#include "core/training/data/holdout.h"
#include "core/training/data/kept_source.h"
#include "core/training/data/memory_source.h"
#include "core/training/data/subset_source.h"
#include "core/training/preparation.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/shift_cache.h"
#include "core/training/shifts/shifted_set.h"
#include "core/training/splits/split_kind.h"

#include <algorithm>

namespace thaw {

namespace {

InputShape shape_of(const ExampleSet& train, std::int64_t pad) {
    const ExampleSpec& spec = train.source().spec();
    if (spec.kind == ElementKind::pixels)
        return {spec.shape.at(2), train.seen_height() + 2 * pad, train.seen_width() + 2 * pad,
                spec.outputs};
    return {spec.elements(), 1, 1, spec.outputs};
}

// The ID test set under each shift that the config names.
std::vector<DataSplit> shifted_splits(const RunConfig& config, const DataSplit& id_test) {
    std::vector<DataSplit> splits;
    if (config.ood.empty())
        return splits;
    if (id_test.source->spec().kind != ElementKind::pixels)
        throw usage("{}: the shift {} is for images, and the examples of this dataset are none; "
                    "remove it from [[ood]]",
                    config.ood.front().place, config.ood.front().id);
    const ImageSet test = image_set_of(*id_test.source);
    const auto seed = static_cast<std::uint64_t>(config.seeds.settings.integer("shifts"));
    for (const auto& item : config.ood) {
        SplitInfo info;
        info.name = split_name(item.id, item.settings);
        info.role = role_of(item.settings);
        DataSplit split = split_of(
            shifted_source(test, item.id, item.settings, seed, default_shift_cache()), info);
        split.info.source = id_test.info.source;
        split.info.shift = item.id;
        for (const auto& [key, value] : item.settings.values())
            if (key != "role")
                split.info.settings.set(key, value);
        split.info.paired = true;
        splits.push_back(std::move(split));
    }
    return splits;
}

// Takes a share of the training set out of it; nothing where none is wanted.
std::optional<DataSplit> validation_of(const RunConfig& config, DataSplit& train) {
    const double share = config.dataset.settings.real("validation_share");
    if (share == 0)
        return {};
    const auto seed = static_cast<std::uint64_t>(config.seeds.settings.integer("shifts"));
    const auto [kept, held] =
        divided(train.source, hold_out(train.source->count(), share, seed, "validation_share",
                                       "dataset.validation_share"));
    SplitInfo info = train.info;
    train = split_of(kept, train.info);
    info.name = "id_validation";
    info.role = SplitRole::validation;
    return split_of(held, info);
}

} // namespace

TrainingData::TrainingData(const RunConfig& config, const torch::Device& device) {
    const Table& settings = config.dataset.settings;
    Dataset dataset = entry_of(datasets(), config.dataset.id).make(settings);
    files_ = dataset.files;
    auto validation = validation_of(config, dataset.train);
    constexpr std::int64_t mebibyte = 1 << 20;
    std::int64_t memory = settings.integer("memory") * mebibyte;
    const auto keep = [&](DataSplit& split) {
        split.source = kept_in_memory(split.source, memory, static_cast<int>(threads_of(config)));
    };
    const auto take_in = [&](DataSplit split) {
        split.source = mixed_if_sorted(split.source);
        split.info.digest = split.source->digest();
        keep(split);
        return split;
    };
    keep(dataset.train);
    const ExampleSource& train_source = *dataset.train.source;
    const Preparation preparation = preparation_of(settings, train_source);
    const auto set_of = [&](const DataSplit& split) {
        return ExampleSet(split.info, split.source, preparation, device);
    };
    train_ = set_of(dataset.train);
    shape_ = shape_of(train(), preparation.pad);
    const DataSplit id_test = take_in(dataset.id_test);
    splits_.push_back(set_of(id_test));
    if (validation)
        splits_.push_back(set_of(take_in(*validation)));
    for (const DataSplit& split : dataset.others)
        splits_.push_back(set_of(take_in(split)));
    for (const DataSplit& split : shifted_splits(config, id_test))
        splits_.push_back(set_of(split));
    for (const Item& entry : config.splits)
        for (const DataSplit& split : make_splits(entry, {train_source, *id_test.source}))
            splits_.push_back(set_of(take_in(split)));
    std::vector<SplitInfo> infos;
    for (const ExampleSet& split : splits_)
        infos.push_back(split.info());
    check_split_names(infos);
}

} // namespace thaw
