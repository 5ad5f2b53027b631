#include "core/training/datasets/dataset.h"

namespace thaw {

#define DATASET(id) CatalogueEntry<MakeDataset> dataset_##id();
#include "core/training/datasets/catalogue.def"
#undef DATASET

const Catalogue<MakeDataset>& datasets() {
#define DATASET(id) dataset_##id(),
    static const Catalogue<MakeDataset> all = {
#include "core/training/datasets/catalogue.def"
    };
#undef DATASET
    return all;
}

} // namespace thaw
