#include "core/run/section_table.h"

#include "core/run/sections.h"

#include <algorithm>

namespace thaw {

namespace {

Section plain(const char* key, const Description& description, Item RunConfig::*one) {
    return {.key = key, .label = description.label, .choices = {description}, .one = one};
}

} // namespace

bool Section::has_names() const {
    return std::any_of(extras.begin(), extras.end(),
                       [](const Parameter& each) { return each.key == "name"; });
}

const Description* Section::find(std::string_view id) const {
    const auto found = std::find_if(choices.begin(), choices.end(), [&](const Description& each) {
        return id_key.empty() || each.id == id;
    });
    return found == choices.end() ? nullptr : &*found;
}

std::vector<Section> sections(const Vocabulary& all) {
    using C = RunConfig;
    return {
        plain("run", run_section(), &C::run),
        plain("training", training_section(), &C::training),
        plain("seeds", seeds_section(), &C::seeds),
        {.key = "dataset",
         .id_key = "id",
         .label = translatable("Dataset"),
         .choices = all.datasets,
         .extras = dataset_extras(),
         .kind = "datasets",
         .one = &C::dataset},
        {.key = "augmentations",
         .id_key = "id",
         .label = translatable("Augmentation"),
         .choices = all.augmentations,
         .kind = "augmentations",
         .many = &C::augmentations},
        {.key = "ood",
         .id_key = "shift",
         .label = translatable("Shift"),
         .choices = all.shifts,
         .extras = ood_extras(),
         .groups = all.shift_groups,
         .kind = "shifts",
         .many = &C::ood,
         .expands = true},
        {.key = "splits",
         .id_key = "id",
         .label = translatable("Further split"),
         .choices = all.splits,
         .extras = split_extras(),
         .kind = "splits",
         .many = &C::splits},
        {.key = "task",
         .id_key = "id",
         .label = translatable("Task"),
         .choices = all.tasks,
         .kind = "tasks",
         .fallback = "classification",
         .one = &C::task},
        {.key = "network",
         .id_key = "id",
         .label = translatable("Network"),
         .choices = all.networks,
         .extras = network_extras(),
         .kind = "networks",
         .one = &C::network},
        {.key = "optimiser",
         .id_key = "id",
         .label = translatable("Optimiser"),
         .choices = all.optimisers,
         .kind = "optimisers",
         .one = &C::optimiser},
        {.key = "schedule",
         .id_key = "id",
         .label = translatable("Schedule"),
         .choices = all.schedules,
         .kind = "schedules",
         .fallback = "constant",
         .one = &C::schedule},
        {.key = "intervention",
         .id_key = "id",
         .label = translatable("Intervention"),
         .choices = all.interventions,
         .kind = "interventions",
         .fallback = "none",
         .one = &C::intervention},
        {.key = "metrics",
         .id_key = "id",
         .label = translatable("Metric"),
         .choices = all.metrics,
         .extras = metric_extras(),
         .kind = "metrics",
         .many = &C::metrics},
        {.key = "triggers",
         .id_key = "id",
         .label = translatable("Trigger"),
         .choices = all.triggers,
         .extras = trigger_extras(),
         .kind = "triggers",
         .many = &C::triggers},
        plain("checkpoints", checkpoints_section(), &C::checkpoints),
        {.key = "commands",
         .label = command_section().label,
         .choices = {command_section()},
         .many = &C::commands},
    };
}

} // namespace thaw
