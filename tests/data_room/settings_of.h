// Settings for a thing in a catalogue, as a checked config would have them, and a dataset made with
// them.
#pragma once

#include "core/run/description.h"
#include "core/training/data/memory_source.h"
#include "core/training/datasets/dataset.h"

namespace thaw {

inline Table default_settings(const Description& description) {
    Table settings;
    for (const auto& parameter : description.parameters)
        settings.set(parameter.key, parameter.fallback);
    return settings;
}

// A dataset of images with its two usual splits in memory.
struct ImageDataset {
    std::string name, files;
    ImageSet train, test;
};

inline ImageDataset image_dataset(const std::string& id, const Table& settings) {
    const Dataset made = entry_of(datasets(), id).make(settings);
    return {made.name, made.files, image_set_of(*made.train.source),
            image_set_of(*made.id_test.source)};
}

} // namespace thaw
