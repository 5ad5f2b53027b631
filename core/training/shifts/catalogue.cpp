#include "core/training/shifts/shift.h"

namespace thaw {

#define SHIFT(id) CatalogueEntry<MakeShift> shift_##id();
#include "core/training/shifts/catalogue.def"
#undef SHIFT

const Catalogue<MakeShift>& shifts() {
#define SHIFT(id) shift_##id(),
    static const Catalogue<MakeShift> all = {
#include "core/training/shifts/catalogue.def"
    };
#undef SHIFT
    return all;
}

} // namespace thaw
