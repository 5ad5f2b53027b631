#include "core/training/augmentations/augmentation.h"

namespace thaw {

#define AUGMENTATION(id) CatalogueEntry<MakeAugmentation> augmentation_##id();
#include "core/training/augmentations/catalogue.def"
#undef AUGMENTATION

const Catalogue<MakeAugmentation>& augmentations() {
#define AUGMENTATION(id) augmentation_##id(),
    static const Catalogue<MakeAugmentation> all = {
#include "core/training/augmentations/catalogue.def"
    };
#undef AUGMENTATION
    return all;
}

} // namespace thaw
