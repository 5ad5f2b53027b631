// What a network is trained and tested on, and the list of all such things.
#pragma once

#include "core/run/description.h"
#include "core/run/plan.h"
#include "core/training/data/example_source.h"
#include "core/training/datasets/image_set.h"

#include <filesystem>
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
// A split of a source; count, digest and the like are filled in.
DataSplit split_of(std::shared_ptr<const ExampleSource> source, SplitInfo info);

// Throws Error(usage) if a network that takes the examples of `train` cannot take those of `split`:
// other sizes, channels, classes.
void check_same_kind(const ExampleSource& train, const DataSplit& split);

// holdout, holdout_seed: what is kept of the training examples for the ID test set where the data
// have none.
std::vector<Parameter> holdout_parameters();

// The first `count` images (0: all). Throws Error(usage) if the config asks for more of those in
// `file` than there are.
ImageSet first_images_asked(ImageSet set, std::int64_t count, const std::filesystem::path& file);

// "train" and "id_test".
Dataset dataset_of(const std::string& name, ImageSet train, ImageSet test);

// Reads or makes a dataset. REQUIRES: `settings` holds every parameter of the description, within
// its range. Throws Error(failure) if data is missing, Error(damaged) if a file is broken, and
// Error(usage) if more images are asked for than there are.
struct MakeDataset {
    std::function<Dataset(const Table& settings)> make;
    // Names, roles and domains of Dataset::others, without its data as far as that can be; empty:
    // it has none. Throws as making it does.
    std::function<std::vector<SplitInfo>(const Table& settings)> others = {};
    // What people should know of the files beside that they can be read, translated; "": nothing.
    // May read them. Throws nothing.
    std::function<std::string(const Table& settings)> notice = {};

    Dataset operator()(const Table& settings) const { return make(settings); }
};

// In the order of catalogue.def: a new dataset is one file and one line there.
const Catalogue<MakeDataset>& datasets();

} // namespace thaw
