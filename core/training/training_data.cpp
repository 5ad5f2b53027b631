#include "core/training/training_data.h"

#include "core/run/error.h"
#include "core/run/threads.h"
#include "core/training/data/kept_source.h"
#include "core/training/data/memory_source.h"
#include "core/training/data/statistics.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/shift_cache.h"
#include "core/training/shifts/shifted_set.h"

#include <algorithm>

namespace thaw {

namespace {

Preparation preparation_of(const Table& settings, const ExampleSource& train) {
    Preparation preparation;
    if (train.spec().kind != ElementKind::pixels)
        return preparation;
    preparation.pad = settings.integer("pad");
    preparation.crop = settings.integer("crop");
    const auto& shape = train.spec().shape;
    if (preparation.crop > std::min(shape.at(0), shape.at(1)))
        throw usage("dataset.crop is {}, but the images have {} x {} pixels; make it smaller",
                    preparation.crop, shape.at(1), shape.at(0));
    if (settings.boolean("normalise")) {
        const ChannelStatistics found = channel_statistics(train);
        preparation.mean = found.mean;
        preparation.deviation = found.deviation;
    }
    return preparation;
}

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
        ImageSet shifted = shifted_set(test, item.id, item.settings, seed, default_shift_cache());
        DataSplit split = split_of(std::move(shifted), split_name(item.id, item.settings),
                                   SplitRole::ood, "", "");
        split.info.source = id_test.info.source;
        split.info.shift = item.id;
        split.info.settings = item.settings;
        split.info.paired = true;
        splits.push_back(std::move(split));
    }
    return splits;
}

} // namespace

TrainingData::TrainingData(const RunConfig& config, const torch::Device& device) {
    const Table& settings = config.dataset.settings;
    Dataset dataset = entry_of(datasets(), config.dataset.id).make(settings);
    files_ = dataset.files;
    constexpr std::int64_t mebibyte = 1 << 20;
    std::int64_t memory = settings.integer("memory") * mebibyte;
    const auto keep = [&](DataSplit& split) {
        split.source = kept_in_memory(split.source, memory, static_cast<int>(threads_of(config)));
    };
    keep(dataset.train);
    keep(dataset.id_test);
    std::for_each(dataset.others.begin(), dataset.others.end(), keep);
    const Preparation preparation = preparation_of(settings, *dataset.train.source);
    const auto add = [&](std::vector<ExampleSet>& to, const DataSplit& split) {
        to.emplace_back(split.info, split.source, preparation, device);
    };
    add(sets_, dataset.train);
    shape_ = shape_of(train(), preparation.pad);
    add(splits_, dataset.id_test);
    for (const DataSplit& split : dataset.others)
        add(splits_, split);
    for (const DataSplit& split : shifted_splits(config, dataset.id_test))
        add(splits_, split);
}

} // namespace thaw
