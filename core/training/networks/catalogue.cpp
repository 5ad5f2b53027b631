#include "core/training/network.h"

namespace thaw {

#define NETWORK(name) CatalogueEntry<MakeNetwork> name();
#include "core/training/networks/catalogue.def"
#undef NETWORK

const Catalogue<MakeNetwork>& networks() {
    static const Catalogue<MakeNetwork> all = {
#define NETWORK(name) name(),
#include "core/training/networks/catalogue.def"
#undef NETWORK
    };
    return all;
}

} // namespace thaw
