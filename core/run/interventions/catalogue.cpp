#include "core/run/interventions/intervention.h"

namespace thaw {

#define INTERVENTION(name) CatalogueEntry<MakeIntervention> name##_intervention();
#include "core/run/interventions/catalogue.def"
#undef INTERVENTION

const Catalogue<MakeIntervention>& interventions() {
    static const Catalogue<MakeIntervention> all{
#define INTERVENTION(name) name##_intervention(),
#include "core/run/interventions/catalogue.def"
#undef INTERVENTION
    };
    return all;
}

} // namespace thaw
