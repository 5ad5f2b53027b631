#include "core/training/splits/split_kind.h"

namespace thaw {

#define SPLITS(id) CatalogueEntry<MakeSplits> splits_##id();
#include "core/training/splits/catalogue.def"
#undef SPLITS

const Catalogue<MakeSplits>& split_kinds() {
#define SPLITS(id) splits_##id(),
    static const Catalogue<MakeSplits> all = {
#include "core/training/splits/catalogue.def"
    };
#undef SPLITS
    return all;
}

} // namespace thaw
