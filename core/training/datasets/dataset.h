// What a network is trained and tested on, and the list of all such things.
#pragma once

#include "core/run/description.h"
#include "core/training/datasets/image_set.h"

#include <functional>

namespace thaw {

struct Dataset {
    std::string name; // the id in the catalogue
    ImageSet train, test;
    std::string files = {}; // whether they are the published ones, for the provenance; "": made
};

// Reads or makes a dataset. REQUIRES: `settings` holds every parameter of the description, within
// its range. Throws Error(failure) if data is missing, Error(damaged) if a file is broken, and
// Error(usage) if more images are asked for than there are.
using MakeDataset = std::function<Dataset(const Table& settings)>;

// In the order of catalogue.def: a new dataset is one file and one line there.
const Catalogue<MakeDataset>& datasets();

} // namespace thaw
