#include "core/training/training_data.h"

#include "core/run/threads.h"
#include "core/training/data/kept_source.h"
#include "core/training/data/memory_source.h"
#include "core/training/data/subset_source.h"
#include "core/training/preparation.h"
#include "core/training/run_splits.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/shift_cache.h"
#include "core/training/shifts/shifted_set.h"
#include "core/training/splits/split_kind.h"

#include <algorithm>

namespace thaw {

namespace {

// The ID test set under each shift that the config names.
std::vector<DataSplit> shifted_splits(const RunConfig& config, const DataSplit& id_test) {
    std::vector<DataSplit> splits;
    if (config.ood.empty())
        return splits;
    check_can_be_shifted(config, id_test.source->spec());
    const ImageSet test = image_set_of(*id_test.source);
    const auto seed = static_cast<std::uint64_t>(config.seeds.settings.integer("shifts"));
    for (const auto& item : config.ood)
        splits.push_back(
            split_of(shifted_source(test, item.id, item.settings, seed, default_shift_cache()),
                     shifted_info(item, id_test.info)));
    return splits;
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
    shape_ = input_shape(spec(), settings);
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
