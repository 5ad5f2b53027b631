#include "core/training/run_splits.h"

#include "core/run/error.h"
#include "core/training/data/holdout.h"
#include "core/training/shifts/shift.h"
#include "core/training/splits/split_kind.h"

namespace thaw {

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

void check_can_be_shifted(const RunConfig& config, const ExampleSpec& examples) {
    if (!config.ood.empty() && examples.kind != ElementKind::pixels)
        throw usage("{}: the shift {} is for images, and the examples of this dataset are none; "
                    "remove it from [[ood]]",
                    config.ood.front().place, config.ood.front().id);
}

SplitInfo shifted_info(const Item& entry, const SplitInfo& id_test) {
    SplitInfo info;
    info.name = split_name(entry.id, entry.settings);
    info.role = role_of(entry.settings);
    info.source = id_test.source;
    info.shift = entry.id;
    for (const auto& [key, value] : entry.settings.values())
        if (key != "role")
            info.settings.set(key, value);
    info.paired = true;
    return info;
}

void check_task(const RunConfig& config, TargetKind task, const ExampleSpec& examples) {
    if (task != examples.targets)
        throw usage("the task {} does not fit the dataset {}: classification needs examples with "
                    "classes, regression examples with real numbers; set task.id to the other one",
                    config.task.id, config.dataset.id);
}

InputShape input_shape(const ExampleSpec& examples, const Table& dataset_settings) {
    if (examples.kind != ElementKind::pixels)
        return {examples.elements(), 1, 1, examples.outputs};
    const std::int64_t crop = dataset_settings.integer("crop");
    const std::int64_t padding = 2 * dataset_settings.integer("pad");
    return {examples.shape.at(2), (crop > 0 ? crop : examples.shape.at(0)) + padding,
            (crop > 0 ? crop : examples.shape.at(1)) + padding, examples.outputs};
}

} // namespace thaw
