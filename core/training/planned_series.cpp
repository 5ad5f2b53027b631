#include "core/run/sections.h"
#include "core/training/datasets/dataset.h"
#include "core/training/metric.h"
#include "core/training/shifts/shift.h"
#include "core/training/splits/split_kind.h"
#include "core/training/training.h"
#include "core/training/undrawn_weights.h"

namespace thaw {

namespace {

// The network's blocks have the same names at any width, so that the narrowest one tells them.
Table narrowest(const Item& network) {
    Table settings = network.settings;
    for (const auto& parameter : entry_of(networks(), network.id).description.parameters)
        if (parameter.key.ends_with("width") && settings.has(parameter.key))
            settings.set(parameter.key, static_cast<std::int64_t>(parameter.minimum.value_or(1)));
    return settings;
}

} // namespace

bool looks_for_splits(const Item& dataset) {
    return static_cast<bool>(entry_of(datasets(), dataset.id).make.others);
}

std::vector<SplitInfo> splits_of_dataset(const Item& dataset) {
    const auto& others = entry_of(datasets(), dataset.id).make.others;
    return others ? others(dataset.settings) : std::vector<SplitInfo>();
}

Plan planned_series(const RunConfig& config) {
    return planned_series(config, splits_of_dataset(config.dataset));
}

Plan planned_series(const RunConfig& config, const std::vector<SplitInfo>& own) {
    Plan plan;
    MetricSubject subject;
    const UndrawnWeights names_only;
    constexpr std::int64_t side = 32; // no network needs more pixels
    const auto network = entry_of(networks(), config.network.id)
                             .make(narrowest(config.network), {1, side, side, 10});
    for (std::size_t b = 0; b < network->size(); ++b) {
        plan.blocks.push_back({network->block_name(b)});
        subject.blocks.push_back(network->block_name(b));
    }
    const auto add_split = [&](const std::string& name, SplitRole role) {
        SplitInfo split;
        split.name = name;
        split.role = role;
        plan.splits.push_back(split);
        subject.splits.push_back(split);
    };
    add_split("id_test", SplitRole::id);
    if (config.dataset.settings.real("validation_share") > 0)
        add_split("id_validation", SplitRole::validation);
    for (const SplitInfo& split : own)
        add_split(split.name, split.role);
    for (const auto& item : config.ood)
        add_split(split_name(item.id, item.settings), role_of(item.settings));
    for (const auto& item : config.splits)
        for (const SplitInfo& split : planned_splits(item))
            add_split(split.name, split.role);
    check_split_names(plan.splits);
    subject.task = entry_of(tasks(), config.task.id).make(config.task.settings);
    subject.batch_size = config.training.settings.integer("batch_size");
    for (const auto& item : config.metrics) {
        const auto& name = item.settings.text("name");
        plan.metrics.push_back(
            {name, item.id, cadence_of(item.settings), item.settings,
             entry_of(metrics(), item.id).make(name, item.settings, subject)->series()});
    }
    return plan;
}

} // namespace thaw
