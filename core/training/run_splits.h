// Which splits a config's data have, apart from how their examples reach the network.
#pragma once

#include "core/run/config.h"
#include "core/training/datasets/dataset.h"
#include "core/training/network.h"

#include <optional>

namespace thaw {

// Takes dataset.validation_share of the training set out of it; nothing where none is wanted.
// Throws Error(usage) where that leaves no examples.
std::optional<DataSplit> validation_of(const RunConfig& config, DataSplit& train);

// Throws Error(usage) where [[ood]] has shifts and the examples are no images.
void check_can_be_shifted(const RunConfig& config, const ExampleSpec& examples);
// What an entry of [[ood]] makes of the ID test set; count and digest are left out.
SplitInfo shifted_info(const Item& entry, const SplitInfo& id_test);

// Throws Error(usage) where the task asks for classes and the examples have real numbers, or the
// other way round.
void check_task(const RunConfig& config, TargetKind task, const ExampleSpec& examples);

// What the network gets of such an example: dataset.crop and dataset.pad count.
InputShape input_shape(const ExampleSpec& examples, const Table& dataset_settings);

} // namespace thaw
