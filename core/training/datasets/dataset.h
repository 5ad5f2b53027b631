// What a network is trained and tested on, and the list of all such things.
#pragma once

#include "core/run/description.h"
#include "core/run/plan.h"
#include "core/training/data/example_source.h"
#include "core/training/datasets/image_set.h"

#include <functional>
#include <memory>
#include <vector>

namespace thaw {

// A set of examples and what it is for.
struct DataSplit {
    SplitInfo info;
    std::shared_ptr<const ExampleSource> source;
};

struct Dataset {
    std::string name; // the id in the catalogue
    DataSplit train, id_test;
    // What else it has: domains, validation sets. All splits have examples of the same kind.
    std::vector<DataSplit> others = {};
    std::string files = {}; // whether they are the published ones, for the provenance; "": made
};

// A split of images in memory. `part` is what its source is called after the dataset: "test".
DataSplit split_of(ImageSet set, const std::string& name, SplitRole role,
                   const std::string& dataset, const std::string& part);
// "train" and "id_test".
Dataset dataset_of(const std::string& name, ImageSet train, ImageSet test);

// Reads or makes a dataset. REQUIRES: `settings` holds every parameter of the description, within
// its range. Throws Error(failure) if data is missing, Error(damaged) if a file is broken, and
// Error(usage) if more images are asked for than there are.
using MakeDataset = std::function<Dataset(const Table& settings)>;

// In the order of catalogue.def: a new dataset is one file and one line there.
const Catalogue<MakeDataset>& datasets();

} // namespace thaw
